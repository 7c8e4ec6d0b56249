export * from './job-queries.js';
export * from './jobs.projection.js';
export * from './moment.js';
export * from './page.js';
