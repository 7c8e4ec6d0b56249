import { type Decider, DomainError, unreachable } from '#event-sourcing';
import { exitStatus } from './exit-status.js';
import type { JobEvent, JobExit, JobSubmission } from './job.events.js';
import { evolveJob } from './job.evolve.js';
import { isEnded, type Job, type RecordedJobEvent } from './job.js';
import { isTerminating, type SignalName, statusOfSignal } from './signals.js';

/** What can be asked of a job. */
export type JobCommand =
  /** `startedBy`: who submits it runs it at once, and both are recorded together. */
  | { readonly type: 'Submit'; readonly submission: JobSubmission; readonly startedBy?: string | undefined }
  | { readonly type: 'Refuse'; readonly refusal: Extract<JobEvent, { type: 'JobRefused' }>['data'] }
  /** `after`: the epoch that was seen; of two workers that saw the same one only the first gets the job. `acts`: its effect begins at once. */
  | { readonly type: 'Start'; readonly worker: string; readonly after: number; readonly acts?: boolean }
  | { readonly type: 'BeginEffect'; readonly epoch: number; readonly effect: Record<string, unknown> }
  | { readonly type: 'Release'; readonly epoch: number }
  | { readonly type: 'Signal'; readonly signal: SignalName }
  | { readonly type: 'Exit'; readonly epoch: number; readonly exit: JobExit };

/** A job that took so many workers down with it is not started again. */
export const poisonAfter = 3;

/** The life of a job: submitted or refused; started, effect started, exited. */
export const jobDecider = {
  initialState: undefined,
  decide,
  evolve: evolveJob,
} satisfies Pick<Decider<JobCommand, RecordedJobEvent, Job | undefined>, 'initialState' | 'evolve'> & {
  decide(command: JobCommand, job: Job | undefined): readonly JobEvent[];
};

function decide(command: JobCommand, job: Job | undefined): readonly JobEvent[] {
  if (command.type === 'Submit' || command.type === 'Refuse') {
    if (job) throw new DomainError('conflict', 'job-exists', `Job ${job.id} exists already.`);
    if (command.type === 'Refuse') return [{ type: 'JobRefused', data: command.refusal }];
    const submitted: JobEvent = { type: 'JobSubmitted', data: command.submission };
    const { startedBy: worker } = command;
    return worker === undefined ? [submitted] : [submitted, { type: 'JobStarted', data: { epoch: 1, worker } }];
  }
  const live = assertLive(job);
  switch (command.type) {
    case 'Start':
      return start(live, command);
    case 'BeginEffect':
      assertClaimed(live, command.epoch);
      return [{ type: 'JobEffectStarted', data: { epoch: command.epoch, effect: command.effect } }];
    case 'Release':
      assertClaimed(live, command.epoch);
      return [{ type: 'JobReleased', data: { epoch: command.epoch } }];
    case 'Signal':
      return signal(live, command.signal);
    case 'Exit':
      assertClaimed(live, command.epoch);
      return [{ type: 'JobExited', data: { ...command.exit, epoch: command.epoch } }];
    default:
      return unreachable(command);
  }
}

function start(job: Job, { worker, after, acts }: Extract<JobCommand, { type: 'Start' }>): readonly JobEvent[] {
  if (job.epoch !== after) throw claimedBy(job, after);
  const epoch = job.epoch + 1;
  const started: JobEvent = { type: 'JobStarted', data: { epoch, worker } };
  if (job.lostStarts < poisonAfter && acts) return [started, { type: 'JobEffectStarted', data: { epoch, effect: {} } }];
  if (job.lostStarts < poisonAfter) return [started];
  const message = `It was given up after ${job.lostStarts} workers died while they ran it. See the log of the workers, then submit it again.`;
  return [
    {
      type: 'JobExited',
      data: { epoch: job.epoch, status: exitStatus.refusedByHost, error: { code: 'poison', message } },
    },
  ];
}

/** A queued job that is told to end never starts. */
function signal(job: Job, name: SignalName): readonly JobEvent[] {
  const signalled: JobEvent = { type: 'JobSignalled', data: { signal: name } };
  if (job.state !== 'queued' || job.effect || !isTerminating(name)) return [signalled];
  return [signalled, { type: 'JobExited', data: { epoch: job.epoch, status: statusOfSignal(name), signal: name } }];
}

function assertLive(job: Job | undefined): Job {
  if (!job) throw new DomainError('not-found', 'job-not-found', 'There is no such job. List them with GET /v1/jobs.');
  if (isEnded(job))
    throw new DomainError(
      'conflict',
      'job-ended',
      `Job ${job.id} has ended (${job.state}); nothing can be done to it.`,
    );
  return job;
}

/** Only the newest start may act: an older one has been taken for dead, and another worker has the job. */
function assertClaimed(job: Job, epoch: number): void {
  if (job.state === 'running' && job.epoch === epoch) return;
  throw claimedBy(job, epoch);
}

function claimedBy(job: Job, epoch: number): DomainError {
  return new DomainError(
    'conflict',
    'job-claimed',
    `Start ${epoch} of job ${job.id} no longer holds; start ${job.epoch} does.`,
  );
}
