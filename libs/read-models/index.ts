export * from './fact-queries.js';
export * from './job-queries.js';
export * from './moment.js';
export * from './page.js';
export * from './read-models.projection.js';
export * from './rebuild/rebuild.js';
export * from './rebuild/rebuild-lock.js';
