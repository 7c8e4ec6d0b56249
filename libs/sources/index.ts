export * from './guarded-sources.js';
export * from './source-hosts.js';
