export * from './build-context.js';
export * from './ended.js';
export * from './engine.js';
export * from './handler.js';
export * from './handlers/index.js';
export * from './job-process.js';
export * from './ports/index.js';
export * from './submission.js';
