import { VirtualTime } from './virtual-time.js';
import type { FairShareSettings, WaitingBuild } from './waiting-build.js';

interface BatchShare {
  readonly id: string;
  /** The lowest rank last, where it is taken from. */
  readonly waiting: WaitingBuild[];
  /** Since when it has waited for the next of its builds to begin. */
  since: number;
}

/** The builds of one actor that wait, and how its batches share what it is given. */
export class ActorShare {
  readonly #settings: FairShareSettings;
  readonly #batches = new Map<string, BatchShare>();
  #time: VirtualTime;
  #size = 0;

  constructor(settings: FairShareSettings) {
    this.#settings = settings;
    this.#time = new VirtualTime(settings.mostCredit ?? 100);
  }

  get size(): number {
    return this.#size;
  }

  add(build: WaitingBuild, now: number): void {
    const batch = this.#batchOf(build);
    if (batch.waiting.length === 0) {
      this.#time.enter(build.batch, weightOf(build.nice));
      batch.since = now;
    }
    batch.waiting.splice(placeOf(build, batch.waiting), 0, build);
    this.#size += 1;
  }

  remove(batch: string, build: string): void {
    const waiting = this.#batches.get(batch)?.waiting ?? [];
    const at = waiting.findLastIndex((one) => one.build === build);
    if (at >= 0) this.#size -= waiting.splice(at, 1).length;
    if (waiting.length === 0) this.#time.leave(batch);
  }

  begin(build: WaitingBuild, now: number, cost: number): void {
    if (!this.#batches.has(build.batch)) this.#time.enter(build.batch, weightOf(build.nice));
    this.#batchOf(build).since = now;
    this.#time.serve(build.batch, cost);
    this.remove(build.batch, build.build);
  }

  correct(batch: string, difference: number): void {
    this.#time.correct(batch, difference);
  }

  forget(batch: string): void {
    this.#size -= this.#batches.get(batch)?.waiting.length ?? 0;
    this.#batches.delete(batch);
    this.#time.forget(batch);
  }

  next(now: number): WaitingBuild | undefined {
    let first: BatchShare | undefined;
    for (const batch of this.#batches.values()) {
      if (batch.waiting.length > 0 && (!first || this.#compare(batch, first, now) < 0)) first = batch;
    }
    return first?.waiting.at(-1);
  }

  *inOrder(now: number): Generator<WaitingBuild, void, void> {
    const batches = [...this.#batches.values()].filter(({ waiting }) => waiting.length > 0);
    for (const { waiting } of batches.toSorted((one, other) => this.#compare(one, other, now))) {
      for (let at = waiting.length - 1; at >= 0; at -= 1) yield* waiting.slice(at, at + 1);
    }
  }

  copy(): ActorShare {
    const copy = new ActorShare(this.#settings);
    for (const [id, batch] of this.#batches) copy.#batches.set(id, { ...batch, waiting: [...batch.waiting] });
    copy.#time = this.#time.copy();
    copy.#size = this.#size;
    return copy;
  }

  #batchOf({ batch }: WaitingBuild): BatchShare {
    const share = this.#batches.get(batch) ?? { id: batch, waiting: [], since: 0 };
    this.#batches.set(batch, share);
    return share;
  }

  #compare(one: BatchShare, other: BatchShare, now: number): number {
    return (
      this.#ageless(one, now) - this.#ageless(other, now) || one.since - other.since || (one.id < other.id ? -1 : 1)
    );
  }

  /** What a batch was given for its weight, less what its waiting counts for. */
  #ageless({ id, since }: BatchShare, now: number): number {
    return this.#time.timeOf(id) - (now - since) / 1_000 / (this.#settings.agingSeconds ?? 60);
  }
}

/** As Linux weighs processes: each step of niceness is a quarter more, or less. */
function weightOf(nice: number): number {
  return 1.25 ** -nice;
}

/** Where a build belongs among others that stand in falling order of rank; those of one rank by name. */
function placeOf(build: WaitingBuild, waiting: readonly WaitingBuild[]): number {
  let [low, high] = [0, waiting.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = waiting[middle];
    if (other && comesBefore(build, other)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function comesBefore(one: WaitingBuild, other: WaitingBuild): boolean {
  return one.rank === other.rank ? one.build < other.build : one.rank < other.rank;
}
