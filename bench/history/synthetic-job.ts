import { randomUUIDv7 } from 'node:crypto';
import { type JobEvent, jobStream } from '#domain';
import type { EventMetadata, StreamAppend } from '#event-sourcing';

/** What a synthetic job did. */
export interface SyntheticJob {
  readonly id: string;
  readonly name: string;
  readonly host: string;
  readonly actor: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** What a job's facts and events say of who it was. */
export function metadataOf({ id, actor }: SyntheticJob): EventMetadata {
  return {
    actor: { kind: 'token', name: actor, token: '0199a1b2-0000-7000-8000-000000000000' },
    correlationId: id,
    sourceAddress: '10.0.0.7',
    userAgent: 'curl/8.5',
  };
}

/** A job's life up to its effect: submitted, started, about to act. */
export function beginningOf(job: SyntheticJob): StreamAppend {
  const { name, host, args } = job;
  return eventsOf(job, [
    {
      type: 'JobSubmitted',
      data: {
        name,
        host,
        args: { ...args },
        env: { CI: 'true' },
        nice: 0,
        limits: { outputBytes: 16_777_216, graceSeconds: 10 },
        warnings: [],
      },
    },
    { type: 'JobStarted', data: { epoch: 1, worker: '4711-0123456789ab' } },
    { type: 'JobEffectStarted', data: { epoch: 1, effect: {} } },
  ]);
}

/** That the job goes on with what it has made. */
export function effectOf(job: SyntheticJob, effect: Readonly<Record<string, unknown>>): StreamAppend {
  return eventsOf(job, [{ type: 'JobEffectStarted', data: { epoch: 1, effect: { ...effect } } }]);
}

/** The rest of it: now and then a signal, and the exit. */
export function endOf(job: SyntheticJob, status: number, isSignalled: boolean): StreamAppend {
  const exited: JobEvent = {
    type: 'JobExited',
    data: { epoch: 1, status, result: { id: job.id }, output: { stdout: 512, stderr: 0, cut: 0 } },
  };
  return eventsOf(job, isSignalled ? [{ type: 'JobSignalled', data: { signal: 'TERM' } }, exited] : [exited]);
}

function eventsOf(job: SyntheticJob, events: readonly JobEvent[]): StreamAppend {
  const metadata = metadataOf(job);
  return { stream: jobStream(job.id), events: events.map((event) => ({ ...event, id: randomUUIDv7(), metadata })) };
}
