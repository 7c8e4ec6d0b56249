import { expect, it } from 'vitest';
import type { JobExit } from './job.events.js';
import { type Outcome, outcomeOf } from './outcome.js';

it.each<readonly [Outcome, JobExit]>([
  ['succeeded', { status: 0 }],
  ['failed', { status: 7 }],
  ['failed', { status: 137 }],
  ['killed', { status: 137, signal: 'KILL' }],
  ['timed-out', { status: 124, timedOut: true }],
  ['timed-out', { status: 124, timedOut: true, signal: 'TERM' }],
  ['indeterminate', { status: 125, indeterminate: true }],
])('%s is what became of a job that ended with %j', (outcome, exit) => {
  expect(outcomeOf(exit)).toBe(outcome);
});
