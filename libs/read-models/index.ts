export * from './job-queries.js';
export * from './jobs.projection.js';
