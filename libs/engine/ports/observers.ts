import type { Job, JobExit } from '#domain';

/** What watches the hosts and records what they do. */
export interface Observers {
  /**
   * Sees to it that what a job did to its host is recorded before its end is. It never rejects: resolves with false when that takes too
   * long, and what was done will be recorded later.
   */
  settle(job: Job, exit: JobExit): Promise<boolean>;
}
