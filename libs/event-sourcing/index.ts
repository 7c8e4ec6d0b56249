export * from './decider.js';
export * from './domain-error.js';
export * from './event.js';
export * from './event-catalog.js';
export * from './event-store.js';
export * from './projection.js';
export * from './unreachable.js';
