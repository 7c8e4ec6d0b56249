export * from './connect-redis.js';
export * from './job-queue.js';
export * from './job-worker.js';
export * from './queue-names.js';
