export * from './database.js';
export * from './database-server.js';
export * from './notes.js';
export * from './programs.js';
export * from './job-lives.js';
