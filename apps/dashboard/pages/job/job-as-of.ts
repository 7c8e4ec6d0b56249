import type { AuditEntry } from '../../api/answers.js';
import type { Job } from '../../api/client.js';

/** A job as it was, by what the audit tells of that moment: what came later, such as its end and its result, was not known. */
export function jobAsOf(job: Job, then: Pick<AuditEntry, 'outcome' | 'startedAt'>): Job {
  const { outcome, startedAt } = then;
  if (outcome !== 'queued' && outcome !== 'running') return job;
  return {
    ...job,
    state: outcome,
    startedAt,
    endedAt: null,
    status: null,
    signal: null,
    timedOut: false,
    result: null,
    error: null,
    lastError: null,
  };
}
