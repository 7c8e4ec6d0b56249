import { type Batch, type BatchBuild, type ToldReason, tellWhy, type WaitReason } from '#domain';
import type { BatchBook } from './batch-book.js';
import type { OpenBatch } from './open-batch.js';
import type { Room } from './placing.js';
import { isAtLimit, type Turns } from './turns.js';

const longestRanking = 1_000;

/** All batches that have not ended, and who of their builds is next. */
export interface Followed {
  readonly book: BatchBook;
  readonly turns: Turns;
}

/** Why each build of a batch that waits does so, by its name. */
export function whyWait(followed: Followed, batch: Batch, room: Room, now: number): ReadonlyMap<string, ToldReason> {
  const { book, turns } = followed;
  turns.keepUp(book.takeChanged(), now);
  const ranking = turns.ranking(now, longestRanking);
  const open = book.open.get(batch.id);
  const reasons = new Map<string, ToldReason>();
  for (const build of batch.builds.values()) {
    const reason = whyBatch(batch, build, now) ?? (open && whyHosts(followed, open, build, { room, ranking }));
    if (reason) reasons.set(build.plan.name, tellWhy(reason));
  }
  return reasons;
}

/** How many builds of a batch run at once when no other takes its room. */
export function parallelismOf({ book }: Followed, { policies }: Batch, slots: Room['slots']): number {
  const { hosts, maxParallel = Infinity, maxParallelPerHost = Infinity } = policies;
  const open = [...slots].filter(([host]) => !book.drained.has(host) && (!hosts || hosts.includes(host)));
  const room = open.reduce((sum, [, count]) => sum + Math.min(count, maxParallelPerHost), 0);
  return Math.max(1, Math.min(room, maxParallel));
}

interface Queue {
  readonly room: Room;
  /** How many stand before each build. */
  readonly ranking: ReadonlyMap<BatchBuild, number>;
}

/** Why a build that may begin has not begun. */
function whyHosts(
  { book, turns }: Followed,
  open: OpenBatch,
  { plan, state }: BatchBuild,
  { room, ranking }: Queue,
): WaitReason | undefined {
  const build = open.batch.builds.get(plan.name);
  if (!build || state !== 'waiting') return undefined;
  const { batch } = open;
  const { maxParallel = 0, groups } = batch.policies;
  if (isAtLimit(open)) return { code: 'batch-limit', running: batch.counts.running, limit: maxParallel };
  const group = turns.groupFull(open, build);
  if (group !== undefined)
    return { code: 'group-limit', group, running: book.groups.get(group) ?? 0, limit: groups[group] ?? 0 };
  const placed = turns.placementOf(open, build, room);
  if ('misfits' in placed) return { code: 'no-host', misfits: placed.misfits };
  return { code: 'fair-share', ahead: ranking.get(build) ?? Math.min(ranking.size, longestRanking) };
}

/** Why a build waits, as far as its batch alone tells. */
function whyBatch(batch: Batch, build: BatchBuild, now: number): WaitReason | undefined {
  const { policies } = batch;
  if (build.state === 'built' && policies.publish === 'all-or-none' && !batch.job.exit) return { code: 'publishing' };
  if (build.state === 'shared' && build.sharedWith) return { code: 'shared', ...build.sharedWith };
  if (build.state !== 'waiting') return undefined;
  if (batch.supersededBy) return { code: 'superseded', by: batch.supersededBy.batch };
  if (policies.approval && !batch.isApproved) return { code: 'approval' };
  if (batch.isPaused) return { code: 'paused' };
  if (build.unbuilt > 0) return { code: 'needs', builds: neededBy(batch, build) };
  const { retryAt = 0, reason = '' } = build;
  if (retryAt <= now) return undefined;
  const attempt = build.attempts.length + 1;
  return {
    code: 'backoff',
    until: new Date(retryAt).toISOString(),
    attempt,
    of: policies.retry.attempts,
    after: reason,
  };
}

function neededBy(batch: Batch, { plan }: BatchBuild) {
  const needed = [...new Set(plan.needs.map(({ build }) => build))].map((name) => batch.build(name));
  return needed
    .filter(({ state }) => state !== 'built')
    .map(({ plan: { name }, state }) => ({ build: name, state: state === 'shared' ? ('running' as const) : state }));
}
