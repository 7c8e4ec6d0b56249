import { type CallArgs, isCall } from '../engine-api/call-args.js';
import { isMessage } from '../engine-api/fields.js';
import type { Job } from '../job/job.js';
import type { Running } from './container-line.js';

/** A client of `docker run` starts what it has created at once: within so many milliseconds. */
export const runWithin = 10_000;

/** The names of the jobs that `docker run` is besides `create`. */
export const partsOfRun = ['attach', 'start', 'wait'] as const;

/**
 * How the container of a `create` came to run, as `docker run` does it: the same actor started it within a moment (in vain, it may be), and was
 * attached to it, or waited for it, or had created it to be attached to by nobody. Undefined where that is not so.
 */
export function runOf(create: Job, others: readonly Job[]): Running | undefined {
  const made = create.exit?.result?.['container'];
  const parts = others.filter((job) => isPartOf(create, job) && job.args['container'] === made);
  const isStarted = parts.some(({ name }) => name === 'start');
  const attach = parts.find(({ name }) => name === 'attach');
  const isWaitedFor = parts.some(({ name }) => name === 'wait');
  if (made === undefined || !isStarted || !(attach || isWaitedFor || isForNobody(create))) return undefined;
  const keys = attach && isCall(attach.args) ? attach.args.query['detachKeys'] : undefined;
  return { isDetached: attach === undefined, ...(typeof keys === 'string' && { detachKeys: keys }) };
}

function isPartOf({ actor, host, submittedAt, endedAt = submittedAt }: Job, job: Job): boolean {
  const time = Date.parse(job.submittedAt);
  const isNear = time >= Date.parse(submittedAt) && time <= Date.parse(endedAt) + runWithin;
  return isNear && job.host === host && job.actor.name === actor.name && isCall(job.args);
}

function isForNobody({ args }: Job): boolean {
  const { body } = args as Partial<CallArgs>;
  return isMessage(body) && !['AttachStdin', 'AttachStdout', 'AttachStderr'].some((name) => body[name] === true);
}
