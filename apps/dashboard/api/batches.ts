import type { components } from '../generated/rest.js';
import type { BriefBatch } from './answers.js';

export type BatchPlan = components['schemas']['BatchPlan'];

/** How a batch stands, in the words of the audit. */
export function outcomeOf({
  state,
  status,
  signal,
  isPaused,
}: Pick<BriefBatch, 'state' | 'status' | 'signal' | 'isPaused'>) {
  if (state !== 'exited') return isPaused ? 'paused' : state;
  if (signal !== null) return 'killed';
  return status === 0 ? 'succeeded' : 'failed';
}
