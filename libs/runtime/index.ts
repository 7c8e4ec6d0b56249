export * from './give-back-memory.js';
export * from './keep-running.js';
export * from './runtime.js';
export * from './settings.js';
