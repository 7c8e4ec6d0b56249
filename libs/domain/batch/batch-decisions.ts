import type { JobExit } from '../job/job.events.js';
import type { SignalName } from '../job/signals.js';
import { isTerminating, statusOfSignal } from '../job/signals.js';
import { exitStatus } from '../job/exit-status.js';
import type { Batch } from './batch.js';
import type { BatchBuild } from './batch-build.js';
import { isSettled } from './batch-build.js';
import type { BatchEvent } from './batch.events.js';
import { backoffSeconds as backoff, faultOf } from './transient.js';

/** Why a batch comes to its end before its builds have. */
export interface BatchEnding {
  readonly reason: string;
  /** What its running builds get; absent when they may go on. */
  readonly signal?: SignalName;
  readonly status: number;
  readonly code?: string;
}

/** Whether and why a batch is to end now. */
export function endingOf(batch: Batch, now: number): BatchEnding | undefined {
  const signal = batch.job.signals.find(isTerminating);
  if (signal) return { reason: `the batch got ${signal}`, signal, status: statusOfSignal(signal) };
  if (deadlineOf(batch) <= now)
    return { reason: 'the deadline of the batch has passed', signal: 'TERM', status: exitStatus.timedOut };
  const { supersededBy } = batch;
  if (supersededBy) {
    const reason = `batch ${supersededBy.batch} has taken its place`;
    return { reason, ...(supersededBy.running && { signal: 'TERM' }), status: 1, code: 'batch-superseded' };
  }
  if (batch.policies.failure === 'fail-fast' && batch.counts.failed > 0)
    return { reason: 'another build of the batch failed, and it fails fast', signal: 'TERM', status: 1 };
  return undefined;
}

/** Ms since 1970; Infinity when there is none. */
export function deadlineOf({ job, policies }: Batch): number {
  const { deadlineSeconds } = policies;
  return deadlineSeconds === undefined ? Infinity : Date.parse(job.submittedAt) + deadlineSeconds * 1_000;
}

/** What follows for a build from the end of its job. */
export function decideEnd(
  batch: Batch,
  build: BatchBuild,
  { exit, host }: { readonly exit: JobExit; readonly host: string },
  now: number,
): BatchEvent {
  const settled = { build: build.plan.name, job: build.job ?? '', host };
  const { image } = exit.result ?? {};
  if (exit.status === exitStatus.ok && typeof image === 'string')
    return { type: 'BuildSettled', data: { ...settled, outcome: 'built', image } };
  const ending = endingOf(batch, now);
  const reason = exit.error?.message ?? exit.lastError ?? `its job ended with status ${exit.status}`;
  if (ending) {
    const isTold = exit.signal !== undefined || build.state === 'shared';
    return {
      type: 'BuildSettled',
      data: { ...settled, outcome: isTold ? 'cancelled' : 'failed', reason: isTold ? ending.reason : reason },
    };
  }
  if (build.state === 'shared' && exit.signal !== undefined)
    return again(build, 'the build that it shared was ended', now);
  if (exit.signal !== undefined)
    return {
      type: 'BuildSettled',
      data: { ...settled, outcome: 'cancelled', reason: `its job was ended by ${exit.signal}` },
    };
  const { attempts, backoffSeconds } = batch.policies.retry;
  const tries = build.attempts.length;
  const isWorthwhile = tries < attempts && faultOf(exit).isTransient;
  if (isWorthwhile) return again(build, reason, now + backoff(backoffSeconds, Math.max(tries, 1)) * 1_000);
  return { type: 'BuildSettled', data: { ...settled, outcome: 'failed', reason } };
}

function again(build: BatchBuild, reason: string, at: number): BatchEvent {
  const data = { build: build.plan.name, job: build.job ?? '', attempt: build.attempts.length, reason };
  return { type: 'BuildRetried', data: { ...data, retryAt: new Date(at).toISOString() } };
}

/** What is to be recorded of builds that will never begin. */
export function decideNeverBegun(batch: Batch, now: number): readonly BatchEvent[] {
  if (batch.counts.waiting + batch.counts.shared === 0) return [];
  const ending = endingOf(batch, now);
  if (ending) {
    const waiting = [...batch.builds.values()].filter(({ state }) => state === 'waiting' || state === 'shared');
    return waiting.map(({ plan }) => ({
      type: 'BuildSettled',
      data: { build: plan.name, outcome: 'cancelled', reason: ending.reason },
    }));
  }
  return [...doomedOf(batch)].map(([build, reason]) => ({
    type: 'BuildSettled',
    data: { build: build.plan.name, outcome: 'skipped', reason },
  }));
}

/** Those that wait for a build which was not made, and those that wait for them, with the reason. */
function doomedOf(batch: Batch): ReadonlyMap<BatchBuild, string> {
  const all = new Map<BatchBuild, string>();
  const visit = (build: BatchBuild, reason: string): void => {
    if (all.has(build) || build.state !== 'waiting') return;
    all.set(build, reason);
    for (const dependant of batch.dependants.get(build.plan.name) ?? [])
      visit(dependant, `it needs "${build.plan.name}", which was skipped`);
  };
  for (const build of batch.doomed) {
    const lost = build.plan.needs
      .map((need) => batch.build(need.build))
      .find((needed) => isSettled(needed) && needed.state !== 'built');
    if (lost)
      visit(build, `it needs "${lost.plan.name}", which ${lost.state === 'failed' ? 'failed' : `was ${lost.state}`}`);
  }
  return all;
}

/** How the job of a batch ends when all of its builds have. */
export function exitOfBatch(batch: Batch, now: number): JobExit {
  const { result } = batch;
  const failed = [...batch.publishes.values()].find(({ outcome }) => outcome === 'failed');
  const isUnfinished = result.cancelled > 0 || isUnpublished(batch);
  const ending = isUnfinished ? endingOf(batch, now) : undefined;
  const signal = batch.job.signals.find(isTerminating);
  const exit = { result: { ...result } };
  if (ending && signal) return { ...exit, status: ending.status, signal };
  if (ending && ending.status === exitStatus.timedOut) return { ...exit, status: ending.status, timedOut: true };
  const error = errorOf(batch, failed?.reason, ending);
  return error ? { ...exit, status: 1, error } : { ...exit, status: exitStatus.ok };
}

/** Whether all have built and were to be published, and some were not. */
function isUnpublished({ policies, publishes, counts, builds }: Batch): boolean {
  if (policies.publish === 'each' || counts.built < builds.size) return false;
  const hosts = new Set([...builds.values()].map(({ host = '' }) => host));
  return [...hosts].some((host) => publishes.get(host)?.outcome === undefined);
}

function errorOf(
  batch: Batch,
  unpublished: string | undefined,
  ending: BatchEnding | undefined,
): { readonly code: string; readonly message: string } | undefined {
  const { failed, cancelled } = batch.result;
  if (failed > 0) {
    const names = [...batch.builds.values()].filter(({ state }) => state === 'failed').map(({ plan }) => plan.name);
    const told = names.slice(0, 10).join(', ') + (names.length > 10 ? ', …' : '');
    return { code: 'builds-failed', message: `${failed} of ${batch.builds.size} builds failed: ${told}.` };
  }
  if (ending?.code !== undefined) return { code: ending.code, message: `It was not finished: ${ending.reason}.` };
  if (unpublished !== undefined)
    return { code: 'publish-failed', message: `All have built, but could not be published: ${unpublished}` };
  if (cancelled > 0)
    return { code: 'builds-cancelled', message: `${cancelled} of ${batch.builds.size} builds were ended.` };
  return undefined;
}
