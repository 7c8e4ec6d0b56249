export * from './container/container-spec.js';
export * from './container/labels.js';
export * from './network/port-mapping.js';
