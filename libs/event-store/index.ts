export * from './log-listener.js';
export * from './postgres-event-store.js';
export * from './postgres-projector.js';
export * from './verify-chain.js';
export { raiseEvents } from './raise-events.js';
