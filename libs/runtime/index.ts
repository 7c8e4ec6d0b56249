export * from './runtime.js';
export * from './settings.js';
