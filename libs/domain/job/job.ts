import type { Actor, RecordedEvent } from '#event-sourcing';
import type { JobEvent, JobExit, JobLimits, JobSubmission } from './job.events.js';
import type { SignalName } from './signals.js';

/** `refused`, `exited` and `indeterminate` are final. */
export type JobStateName = 'queued' | 'running' | 'exited' | 'refused' | 'indeterminate';

/** A job as its events tell it: a unit of work shaped like a Unix process. */
export interface Job {
  readonly id: string;
  /** The position of its first event in the log: a serial number. */
  readonly pid: number;
  /** The pid of the job that submitted it, or 0. */
  readonly ppid: number;
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly env: Readonly<Record<string, string>>;
  readonly host: string;
  readonly actor: Actor;
  readonly nice: number;
  readonly limits?: JobLimits;
  readonly stdin?: JobSubmission['stdin'];
  readonly served?: true;
  readonly warnings: readonly string[];
  readonly secrets?: number;
  readonly requestDigest?: string;
  readonly state: JobStateName;
  /** How often it has been started; the newest start alone may act. */
  readonly epoch: number;
  /** The worker of the newest start. */
  readonly worker?: string;
  /** Starts that no release or exit followed: workers that died with it. */
  readonly lostStarts: number;
  /** What earlier starts recorded right before they acted; absent while nothing was done. */
  readonly effect?: Readonly<Record<string, unknown>>;
  /** When the newest effect began. RFC 3339. */
  readonly effectStartedAt?: string;
  readonly signals: readonly SignalName[];
  readonly exit?: JobExit;
  readonly submittedAt: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  /** Version of its stream. */
  readonly version: number;
  readonly correlationId: string;
}

export type RecordedJobEvent = RecordedEvent & JobEvent;

/** Whether nothing can happen to it any more. */
export function isEnded(job: Job): boolean {
  return job.state !== 'queued' && job.state !== 'running';
}
