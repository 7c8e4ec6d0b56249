export * from './job-answers.js';
export * from './output-bell.js';
export * from './postgres-blob-store.js';
export * from './postgres-leadership.js';
export * from './postgres-locks.js';
export * from './postgres-output-store.js';
export * from './postgres-worker-leases.js';
export * from './sealed-secret-store.js';
