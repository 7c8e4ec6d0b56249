export * from './audit-history.js';
export * from './database.js';
export * from './notes.js';
export * from './private-service.js';
export * from './programs.js';
export * from './job-lives.js';
export * from './fact-lives.js';
export * from './facts.js';
