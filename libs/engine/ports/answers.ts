import type { CallResult } from '#domain';

/** Brings the answers of engines to the front doors that wait for them, before the jobs have ended. */
export interface Answers {
  /** Tells what an engine answered. It may be lost: who waits then has it by the end of the job. */
  tell(job: string, result: CallResult): void;
}
