import { unreachable } from '#event-sourcing';
import { exitStatus } from './exit-status.js';
import type { Job, RecordedJobEvent } from './job.js';

/** Folds one event into a job; undefined is a job that does not exist yet. */
export function evolveJob(job: Job | undefined, event: RecordedJobEvent): Job | undefined {
  if (event.type === 'JobSubmitted' || event.type === 'JobRefused') return beginning(event);
  if (!job) return undefined;
  return { ...job, ...change(job, event), version: event.version };
}

function beginning(event: Extract<RecordedJobEvent, { type: 'JobSubmitted' | 'JobRefused' }>): Job {
  const common = {
    id: event.stream.slice('job-'.length),
    pid: event.position,
    ppid: 0,
    name: event.data.name,
    args: event.data.args ?? {},
    env: {},
    host: event.data.host ?? '',
    actor: event.metadata.actor,
    nice: 0,
    warnings: [],
    epoch: 0,
    lostStarts: 0,
    signals: [],
    submittedAt: event.time,
    version: event.version,
    correlationId: event.metadata.correlationId,
  };
  if (event.type === 'JobRefused') {
    const error = { code: event.data.code, message: event.data.reason };
    const status = event.data.code === 'job-name-unknown' ? exitStatus.notFound : exitStatus.notInvokable;
    return { ...common, state: 'refused', endedAt: event.time, exit: { status, error } };
  }
  const { parent, ...submission } = event.data;
  return { ...common, ...submission, ppid: parent?.pid ?? 0, state: 'queued' };
}

function change(job: Job, event: Exclude<RecordedJobEvent, { type: 'JobSubmitted' | 'JobRefused' }>): Partial<Job> {
  switch (event.type) {
    case 'JobStarted':
      return {
        state: 'running',
        epoch: event.data.epoch,
        worker: event.data.worker,
        lostStarts: job.lostStarts + 1,
        startedAt: job.startedAt ?? event.time,
      };
    case 'JobEffectStarted':
      return { effect: { ...job.effect, ...event.data.effect }, effectStartedAt: event.time };
    case 'JobReleased':
      return { state: 'queued', lostStarts: job.lostStarts - 1 };
    case 'JobSignalled':
      return { signals: [...job.signals, event.data.signal] };
    case 'JobExited': {
      const { epoch: _, ...exit } = event.data;
      return { state: exit.indeterminate ? 'indeterminate' : 'exited', exit, endedAt: event.time };
    }
    default:
      return unreachable(event);
  }
}
