import type { Job, JobExit } from '#domain';

/** What watches the hosts and records what they do. */
export interface Observers {
  /**
   * Sees to it that what a job did to its host is recorded before its end is. It never rejects: resolves with false when that takes too
   * long, and what was done will be recorded later. `images`: those that the job is known to have made beside what its end tells, by their ids or
   * the first twelve digits of these; those that they were built on are found from there.
   */
  settle(job: Job, exit: JobExit, images: readonly string[]): Promise<boolean>;
}
