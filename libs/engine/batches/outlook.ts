import { setTimeout as sleep } from 'node:timers/promises';
import { type Batch, type BatchBuild, type ToldReason, tellWhy, type WaitReason } from '#domain';
import { BatchBook } from './batch-book.js';
import type { OpenBatch } from './open-batch.js';
import { loadBook } from './dispatcher.js';
import type { DispatcherParts } from './dispatcher-parts.js';
import type { Room } from './placing.js';
import { isAtLimit, Turns } from './turns.js';

const longestRanking = 1_000;
const platformsMs = 5_000;
const platformPatienceMs = 2_000;

/** What lies before a batch, as things are. */
export interface Prospect {
  /** Why each build that waits does so, by its name. */
  readonly why: ReadonlyMap<string, ToldReason>;
  /** How many of its builds may run at once. */
  readonly parallelism: number;
}

/** Sees all batches as the dispatcher does, to say why a build waits; it decides nothing. It begins to follow the log when it is first asked. */
export class Outlook {
  readonly #book = new BatchBook();
  readonly #turns: Turns;
  readonly #ending = new AbortController();
  #following: Promise<void> | undefined;
  #platforms: ReadonlyMap<string, string | undefined> = new Map();
  #platformsAt = -Infinity;

  constructor(private readonly parts: DispatcherParts) {
    this.#turns = new Turns(this.#book, parts.shares);
  }

  /** What lies before a batch. */
  async look(batch: Batch, now: number): Promise<Prospect> {
    await (this.#following ??= this.#follow());
    const [slots] = await Promise.all([this.parts.slots(), this.#lookAtPlatforms(now)]);
    return { why: this.#whyWait(batch, now, slots), parallelism: this.#parallelismOf(batch, slots) };
  }

  #whyWait(batch: Batch, now: number, slots: Room['slots']): ReadonlyMap<string, ToldReason> {
    const room = { slots, labels: this.parts.labels, platforms: this.#platforms };
    this.#turns.keepUp(this.#book.takeChanged(), now);
    const ranking = this.#turns.ranking(now, longestRanking);
    const reasons = new Map<string, ToldReason>();
    for (const { plan } of batch.builds.values()) {
      const open = this.#book.open.get(batch.id);
      const build = batch.build(plan.name);
      const reason = whyBatch(batch, build, now) ?? (open && this.#whyHosts(open, build, room, ranking));
      if (reason) reasons.set(plan.name, tellWhy(reason));
    }
    return reasons;
  }

  /** How many builds of a batch run at once when no other takes its room. */
  #parallelismOf({ policies }: Batch, slots: Room['slots']): number {
    const { hosts, maxParallel = Infinity, maxParallelPerHost = Infinity } = policies;
    const open = [...slots].filter(([host]) => !this.#book.drained.has(host) && (!hosts || hosts.includes(host)));
    const room = open.reduce((sum, [, count]) => sum + Math.min(count, maxParallelPerHost), 0);
    return Math.max(1, Math.min(room, maxParallel));
  }

  /** What hosts build for is known for a while; the first who asks waits for it, and nobody for hosts that are slow to answer. */
  async #lookAtPlatforms(now: number): Promise<void> {
    if (now < this.#platformsAt + platformsMs) return;
    const isFirst = this.#platformsAt === -Infinity;
    this.#platformsAt = now;
    const looking = this.parts
      .platforms()
      .then((platforms) => void (this.#platforms = platforms))
      .catch(() => undefined);
    if (isFirst) await Promise.race([looking, sleep(platformPatienceMs)]);
  }

  async close(): Promise<void> {
    this.#ending.abort();
    await this.#following?.catch(() => undefined);
  }

  async #follow(): Promise<void> {
    const after = await this.parts.store.head();
    await loadBook(this.parts, this.#book);
    const { signal } = this.#ending;
    const follow = async () => {
      for await (const events of this.parts.store.subscribe({ after, types: BatchBook.types, signal }))
        for (const event of events) this.#book.takeIn(event);
    };
    // What it missed when the log cannot be followed is read anew by who asks next.
    void follow()
      .catch(() => undefined)
      .finally(() => (this.#following = undefined));
  }

  /** Why a build that may begin has not begun. */
  #whyHosts(
    open: OpenBatch,
    { plan, state }: BatchBuild,
    room: Room,
    ranking: ReadonlyMap<BatchBuild, number>,
  ): WaitReason | undefined {
    const build = open.batch.builds.get(plan.name);
    if (!build || state !== 'waiting') return undefined;
    const { batch } = open;
    const { maxParallel = 0, groups } = batch.policies;
    if (isAtLimit(open)) return { code: 'batch-limit', running: batch.counts.running, limit: maxParallel };
    const group = this.#turns.groupFull(open, build);
    if (group !== undefined)
      return { code: 'group-limit', group, running: this.#book.groups.get(group) ?? 0, limit: groups[group] ?? 0 };
    const placed = this.#turns.placementOf(open, build, room);
    if ('misfits' in placed) return { code: 'no-host', misfits: placed.misfits };
    return { code: 'fair-share', ahead: ranking.get(build) ?? Math.min(ranking.size, longestRanking) };
  }
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
