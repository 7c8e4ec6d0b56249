export { type AuditFilter } from './audit/audit-filter.js';
export { type AuditEntry } from './audit/audit-row.js';
export * from './audit-queries.js';
export * from './fact-queries.js';
export * from './job-queries.js';
export * from './moment.js';
export * from './page-as-of.js';
export * from './page.js';
export * from './read-models.projection.js';
