import type { JobExit } from '../job/job.events.js';
import { type FaultText, lastingFaults, passingFaults } from './fault-texts.js';

/** What a failed job failed of, and whether it is worth another try. */
export interface Fault {
  readonly isTransient: boolean;
  readonly reason: string;
}

type FailedJob = Pick<JobExit, 'error' | 'lastError' | 'signal' | 'status' | 'timedOut'>;

/** Codes that tell of the way to the host, or of the process that had the job: never of what was asked for. */
const passingCodes: Readonly<Record<string, string>> = {
  'client-lost': 'the process that ran it has gone',
  'host-unreachable': 'the host did not answer',
  'log-unavailable': 'the event log could not be reached',
};

/**
 * Whether a job that failed is worth another try: for a fault of a registry, of the network or of an engine that went away; for nothing
 * that stands in the Dockerfile, nor where it was told to end.
 *
 * Engines tell of such faults in words only: a build answers 200 long before it fails, and `errorDetail` has no code but an instruction's.
 * So this is the one place that goes by text, and by no other than the tables of fault texts, each with an example as it was met.
 */
export function faultOf({ error, lastError, signal, timedOut }: FailedJob): Fault {
  if (timedOut) return { isTransient: false, reason: 'it took longer than its time limit' };
  if (signal !== undefined) return { isTransient: false, reason: `it was ended by SIG${signal}` };
  const passing = error && passingCodes[error.code];
  if (passing !== undefined) return { isTransient: true, reason: passing };
  const text = error?.message ?? lastError ?? '';
  const lasting = met(lastingFaults, text);
  if (lasting) return { isTransient: false, reason: lasting.reason };
  const known = met(passingFaults, text);
  return { isTransient: known !== undefined, reason: known?.reason ?? 'it failed' };
}

function met(faults: readonly FaultText[], text: string): FaultText | undefined {
  return faults.find(({ pattern }) => pattern.test(text.trim()));
}

const longestBackoffSeconds = 300;

/**
 * Seconds until the next try: doubled after each, and at most 300.
 * @param tries so far, 1 or more
 */
export function backoffSeconds(first: number, tries: number): number {
  return Math.min(first * 2 ** (tries - 1), Math.max(first, longestBackoffSeconds));
}
