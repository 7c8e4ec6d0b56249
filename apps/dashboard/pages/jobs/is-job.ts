import type { AuditEntry } from '../../api/answers.js';

/** Signals and plans have jobs that they are about, and are none. */
export function isJob({ job, name }: AuditEntry): boolean {
  return job !== null && name !== 'signal' && name !== 'prune.plan';
}
