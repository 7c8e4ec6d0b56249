export * from './exec-driver.js';
export * from './graph-driver.js';
export * from './hosts.js';
export * from './network-driver.js';
export * from './output.js';
export * from './registry.js';
