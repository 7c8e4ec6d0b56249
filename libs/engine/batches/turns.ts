import { type BatchBuild, endingOf, FairShare, placeBuild, type Placement, tailsOf, type WaitingBuild } from '#domain';
import type { BatchBook } from './batch-book.js';
import type { OpenBatch, OpenJob } from './open-batch.js';
import { hostsOf, idle, needsOf, type Room } from './placing.js';

/** A build whose turn it is, and where. */
export interface Turn {
  readonly open: OpenBatch;
  readonly build: BatchBuild;
  readonly host: string;
}

/** A build that an equal one serves, whose job runs. */
export interface SharedTurn {
  readonly open: OpenBatch;
  readonly build: BatchBuild;
  readonly job: OpenJob;
}

interface Waiting extends WaitingBuild {
  readonly open: OpenBatch;
  readonly of: BatchBuild;
  /** What equal builds have in common; absent when it may not be shared. */
  readonly content?: string;
}

/** Says which builds are next, and which of them need no turn, since an equal one runs. */
export class Turns {
  readonly #share: FairShare;
  readonly #waiting = new Map<OpenBatch, Map<BatchBuild, Waiting>>();
  readonly #byContent = new Map<string, Set<Waiting>>();
  /** Contents of which something has changed: builds may share a job now. */
  readonly #fresh = new Set<string>();
  readonly #ranks = new WeakMap<OpenBatch, ReadonlyMap<string, number>>();
  /** Batches in which builds wait for a time to come. */
  readonly #later = new Set<OpenBatch>();

  constructor(
    private readonly book: BatchBook,
    shares: ReadonlyMap<string, number>,
  ) {
    this.#share = new FairShare({ weights: Object.fromEntries(shares) });
  }

  /** Brings what waits up to date with what the book says of these batches, and of those where a time may have come. */
  keepUp(changed: readonly OpenBatch[], now: number): void {
    for (const open of new Set([...changed, ...this.#later])) this.#keepUp(open, now);
    for (const content of this.book.begun.splice(0)) this.#fresh.add(content);
  }

  /** Waiting builds whose equal runs now. */
  shared({ slots }: Room): readonly SharedTurn[] {
    const turns: SharedTurn[] = [];
    for (const content of this.#fresh) {
      for (const waiting of this.#byContent.get(content) ?? []) {
        const job = [...slots.keys()]
          .filter((host) => 'host' in placeBuild(needsOf(waiting.open, waiting.of), [idle(host)]))
          .flatMap((host) => this.book.byContent.get(`${host} ${content}`) ?? [])[0];
        if (job) turns.push({ open: waiting.open, build: waiting.of, job });
      }
    }
    this.#fresh.clear();
    return turns;
  }

  /** As many turns as there is room for. The builds count as running from then on. */
  next(room: Room, now: number): readonly Turn[] {
    const turns: Turn[] = [];
    const begun = new Set<string>();
    const stuck = new Set<WaitingBuild>();
    while ([...room.slots].some(([host, slots]) => (this.book.loads.get(host) ?? 0) < slots)) {
      const found = this.#first(room, now, stuck, begun);
      if (!found) break;
      const { waiting, host } = found;
      this.#share.begin(waiting, now);
      this.#forget(waiting);
      if (waiting.content !== undefined) begun.add(`${host} ${waiting.content}`);
      waiting.open.planned.add(waiting.of);
      this.book.count(waiting.open, waiting.of, host, 1);
      turns.push({ open: waiting.open, build: waiting.of, host });
    }
    return turns;
  }

  /** Takes a turn back that could not be recorded. */
  takeBack({ open, build, host }: Turn): void {
    if (open.planned.delete(build)) this.book.count(open, build, host, -1);
    this.#later.add(open);
  }

  /** How many builds stand before each that waits, as far as fair share goes. */
  ranking(now: number, longest: number): ReadonlyMap<BatchBuild, number> {
    return new Map(this.#share.ranking(now, longest).map((waiting, index) => [(waiting as Waiting).of, index]));
  }

  /** Where a build would go now, or why nowhere. */
  placementOf(open: OpenBatch, build: BatchBuild, room: Room): Placement {
    return placeBuild(needsOf(open, build), hostsOf(this.book, room));
  }

  #first(
    room: Room,
    now: number,
    stuck: Set<WaitingBuild>,
    begun: ReadonlySet<string>,
  ): { readonly waiting: Waiting; readonly host: string } | undefined {
    const hosts = hostsOf(this.book, room);
    for (const one of this.#share.inOrder(now)) {
      const waiting = one as Waiting;
      if (stuck.has(waiting) || isAtLimit(waiting.open) || this.groupFull(waiting.open, waiting.of)) continue;
      const placed = placeBuild(needsOf(waiting.open, waiting.of), hosts);
      if ('host' in placed && !begun.has(`${placed.host} ${waiting.content}`)) return { waiting, host: placed.host };
      stuck.add(waiting);
    }
    return undefined;
  }

  /** The concurrency group of a build that is full. */
  groupFull({ batch }: OpenBatch, { plan }: BatchBuild): string | undefined {
    return plan.groups.find(
      (group) => (this.book.groups.get(group) ?? 0) >= (batch.policies.groups[group] ?? Infinity),
    );
  }

  #keepUp(open: OpenBatch, now: number): void {
    this.#later.delete(open);
    const known = this.#waiting.getOrInsertComputed(open, () => new Map());
    const isOpen = this.book.open.has(open.batch.id) && mayBegin(open, now);
    const wanted = new Set<BatchBuild>();
    for (const build of isOpen ? open.batch.ready : []) {
      if ((build.retryAt ?? 0) > now) this.#later.add(open);
      else if (!open.planned.has(build)) wanted.add(build);
    }
    for (const [build, waiting] of known) {
      if (wanted.has(build)) continue;
      this.#share.remove(waiting);
      this.#forget(waiting);
    }
    for (const build of wanted) if (!known.has(build)) this.#add(open, build, now);
    if (this.book.open.has(open.batch.id)) return;
    this.#waiting.delete(open);
    this.#share.forget({ actor: open.batch.job.actor.name, batch: open.batch.id });
  }

  #add(open: OpenBatch, of: BatchBuild, now: number): void {
    const { batch } = open;
    const content = this.book.contentOf(open, of);
    const waiting: Waiting = {
      actor: batch.job.actor.name,
      batch: batch.id,
      build: of.plan.name,
      nice: batch.policies.priority,
      rank: this.#ranksOf(open).get(of.plan.name) ?? 0,
      open,
      of,
      ...(content !== undefined && { content }),
    };
    this.#share.add(waiting, now);
    this.#waiting.get(open)?.set(of, waiting);
    if (content === undefined) return;
    this.#byContent.getOrInsertComputed(content, () => new Set()).add(waiting);
    this.#fresh.add(content);
  }

  #forget(waiting: Waiting): void {
    this.#waiting.get(waiting.open)?.delete(waiting.of);
    if (waiting.content === undefined) return;
    const equal = this.#byContent.get(waiting.content);
    equal?.delete(waiting);
    if (equal?.size === 0) this.#byContent.delete(waiting.content);
  }

  /** First is what the longest chain of work waits for; equal ones go as they were named. */
  #ranksOf(open: OpenBatch): ReadonlyMap<string, number> {
    const known = this.#ranks.get(open);
    if (known) return known;
    const builds = [...open.batch.builds.values()];
    const timed = builds.map(({ plan }) => {
      const needs = plan.needs.map(({ build }) => build);
      return [plan.name, { seconds: 1 + plan.steps, needs }] as const;
    });
    const tails = tailsOf(new Map(timed));
    const ranks = new Map(builds.map(({ plan, index }) => [plan.name, index / 1e6 - (tails.get(plan.name) ?? 0)]));
    this.#ranks.set(open, ranks);
    return ranks;
  }
}

/** Whether the builds of a batch may begin. */
function mayBegin({ batch }: OpenBatch, now: number): boolean {
  const { policies, isApproved, isPaused } = batch;
  const isWhole = batch.builds.size === batch.args.builds;
  return isWhole && (!policies.approval || isApproved) && !isPaused && !endingOf(batch, now);
}

/** Whether as many builds of the batch run as may. */
export function isAtLimit({ batch, planned }: OpenBatch): boolean {
  return batch.counts.running + planned.size >= (batch.policies.maxParallel ?? Infinity);
}
