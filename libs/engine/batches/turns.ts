import { type BatchBuild, endingOf } from '#domain';
import type { BatchBook, OpenBatch } from './batch-book.js';

/** A build whose turn it is, and where. */
export interface Turn {
  readonly open: OpenBatch;
  readonly build: BatchBuild;
  readonly host: string;
}

/** What bounds the turns. */
export interface Room {
  /** How many jobs of batches each host may have, those in its queue too. */
  readonly slots: ReadonlyMap<string, number>;
  readonly labels: ReadonlyMap<string, Readonly<Record<string, string>>>;
  readonly shares: ReadonlyMap<string, number>;
}

/** Says who is next. */
export class Turns {
  /** The virtual time of each actor: how much of its share it has had. */
  readonly #had = new Map<string, number>();
  #now = 0;

  constructor(private readonly book: BatchBook) {}

  /** As many turns as there is room for. The builds count as running from then on. */
  next(room: Room, now: number): readonly Turn[] {
    const turns: Turn[] = [];
    const stuck = new Set<OpenBatch>();
    const free = () => [...room.slots].some(([host, slots]) => (this.book.loads.get(host) ?? 0) < slots);
    const byActor = Map.groupBy(
      [...this.book.open.values()].filter((open) => isOpen(open, now)),
      ({ batch }) => batch.job.actor.name,
    );
    while (free()) {
      const turn = this.#turn(byActor, stuck, room, now);
      if (!turn) break;
      turns.push(turn);
      turn.open.planned.add(turn.build);
      this.book.count(turn.open, turn.build, turn.host, 1);
    }
    return turns;
  }

  /** Takes turns back that could not be recorded. */
  takeBack({ open, build, host }: Turn): void {
    if (open.planned.delete(build)) this.book.count(open, build, host, -1);
  }

  #turn(
    byActor: ReadonlyMap<string, readonly OpenBatch[]>,
    stuck: Set<OpenBatch>,
    room: Room,
    now: number,
  ): Turn | undefined {
    const actors = [...byActor.keys()].toSorted((a, b) => this.#hadOf(a) - this.#hadOf(b));
    for (const actor of actors) {
      const batches = byActor.get(actor)?.filter((open) => !stuck.has(open)) ?? [];
      for (const open of batches.toSorted((a, b) => urgency(a, now) - urgency(b, now))) {
        const turn = this.#ofBatch(open, room, now);
        if (!turn) {
          stuck.add(open);
          continue;
        }
        this.#now = this.#hadOf(actor);
        this.#had.set(actor, this.#now + 1 / (room.shares.get(actor) ?? 1));
        return turn;
      }
    }
    return undefined;
  }

  #hadOf(actor: string): number {
    return Math.max(this.#had.get(actor) ?? 0, this.#now);
  }

  #ofBatch(open: OpenBatch, room: Room, now: number): Turn | undefined {
    const { batch, planned } = open;
    const { maxParallel = Infinity } = batch.policies;
    if (batch.counts.running + planned.size >= maxParallel) return undefined;
    for (const build of batch.ready) {
      if (planned.has(build) || (build.retryAt ?? 0) > now || this.#isGroupFull(open, build)) continue;
      const host = this.#place(open, build, room);
      if (host !== undefined) return { open, build, host };
    }
    return undefined;
  }

  #isGroupFull({ batch }: OpenBatch, { plan }: BatchBuild): boolean {
    return plan.groups.some(
      (group) => (this.book.groups.get(group) ?? 0) >= (batch.policies.groups[group] ?? Infinity),
    );
  }

  #place({ batch, onHosts }: OpenBatch, build: BatchBuild, { slots, labels }: Room): string | undefined {
    const { hosts, requires, maxParallelPerHost = Infinity } = batch.policies;
    const wanted = Object.entries({ ...requires, ...build.plan.requires });
    const base = build.plan.needs.find(({ because }) => because === 'base');
    const tied = base && batch.build(base.build).host;
    const loadOf = (host: string) => this.book.loads.get(host) ?? 0;
    return [...slots.keys()]
      .filter((host) => tied === undefined || host === tied)
      .filter((host) => (hosts?.includes(host) ?? true) && !this.book.drained.has(host))
      .filter((host) => wanted.every(([name, value]) => labels.get(host)?.[name] === value))
      .filter((host) => loadOf(host) < (slots.get(host) ?? 0) && (onHosts.get(host) ?? 0) < maxParallelPerHost)
      .toSorted((a, b) => loadOf(a) / (slots.get(a) ?? 1) - loadOf(b) / (slots.get(b) ?? 1))[0];
  }
}

/** How much a minute of waiting is worth in niceness. */
const agingPerMs = 1 / 60_000;

/** The lowest is first: by priority, and by age, which raises what waits. */
function urgency({ batch }: OpenBatch, now: number): number {
  return batch.policies.priority - (now - Date.parse(batch.job.submittedAt)) * agingPerMs;
}

/** Whether its builds may begin. */
function isOpen({ batch }: OpenBatch, now: number): boolean {
  const { policies, ready, isApproved, isPaused } = batch;
  return ready.size > 0 && (!policies.approval || isApproved) && !isPaused && !endingOf(batch, now);
}
