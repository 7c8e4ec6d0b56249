import type { JobExit } from './job.events.js';

/** What became of a command, in the words of who asks for it. */
export const outcomes = [
  'succeeded',
  'failed',
  'refused',
  /** A signal ended it. */
  'killed',
  /** Its time limit ended it. */
  'timed-out',
  /** Nobody can tell whether its effect happened. */
  'indeterminate',
  'running',
  'queued',
] as const;

export type Outcome = (typeof outcomes)[number];

/** What became of a job that ended so. */
export function outcomeOf({ status, signal, timedOut, indeterminate }: JobExit): Outcome {
  if (indeterminate) return 'indeterminate';
  if (timedOut) return 'timed-out';
  if (signal !== undefined) return 'killed';
  return status === 0 ? 'succeeded' : 'failed';
}
