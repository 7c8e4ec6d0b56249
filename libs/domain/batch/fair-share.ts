import { ActorShare } from './actor-share.js';
import { VirtualTime } from './virtual-time.js';
import type { FairShareSettings, WaitingBuild } from './waiting-build.js';

/**
 * Whose build is next: first among actors by weight, then among the batches of the actor by niceness and age, then within the batch by rank.
 *
 * What is given counts from its beginning, so that running builds count. Nothing waits for ever: a share that is not served falls back
 * in virtual time, and a batch is raised by its age too. The same calls give the same order. Times are milliseconds.
 */
export class FairShare {
  readonly #settings: FairShareSettings;
  readonly #actors = new Map<string, ActorShare>();
  #time: VirtualTime;

  constructor(settings: FairShareSettings = {}) {
    this.#settings = settings;
    this.#time = new VirtualTime(settings.mostCredit ?? 100);
  }

  /** How many builds wait. */
  get size(): number {
    return this.#actors.values().reduce((sum, actor) => sum + actor.size, 0);
  }

  /** A build waits from now on. */
  add(build: WaitingBuild, now: number): void {
    const share = this.#shareOf(build.actor);
    if (share.size === 0) this.#enter(build.actor);
    share.add(build, now);
  }

  /** A build waits no more, and was not begun. */
  remove({ actor, batch, build }: Pick<WaitingBuild, 'actor' | 'batch' | 'build'>): void {
    this.#actors.get(actor)?.remove(batch, build);
    this.#leaveIfEmpty(actor);
  }

  /** A build begins: it waits no more, and counts. One that did not wait, since it runs already, counts too. */
  begin(build: WaitingBuild, now: number, cost = 1): void {
    const share = this.#shareOf(build.actor);
    this.#time.serve(build.actor, cost);
    share.begin(build, now, cost);
    this.#leaveIfEmpty(build.actor);
  }

  /** What a build cost turned out to be more, or less, than was counted at its beginning. */
  correct({ actor, batch }: Pick<WaitingBuild, 'actor' | 'batch'>, difference: number): void {
    this.#time.correct(actor, difference);
    this.#actors.get(actor)?.correct(batch, difference);
  }

  /** A batch has ended; nothing of it waits any more. */
  forget({ actor, batch }: Pick<WaitingBuild, 'actor' | 'batch'>): void {
    this.#actors.get(actor)?.forget(batch);
    this.#leaveIfEmpty(actor);
  }

  /** Whoever is next. */
  next(now: number): WaitingBuild | undefined {
    let first: string | undefined;
    for (const [actor, share] of this.#actors) {
      if (share.size > 0 && (first === undefined || this.#compare(actor, first) < 0)) first = actor;
    }
    return first === undefined ? undefined : this.#actors.get(first)?.next(now);
  }

  /** All that wait, whoever is next first, as of now: take the first that has a place, call `begin`, and ask again. */
  *inOrder(now: number): Generator<WaitingBuild, void, void> {
    const waiting = [...this.#actors].filter(([, share]) => share.size > 0);
    for (const [, share] of waiting.toSorted(([one], [other]) => this.#compare(one, other))) yield* share.inOrder(now);
  }

  /** In which order the builds would begin if all cost the same and had a place: so many stand before each. */
  ranking(now: number, longest = Infinity): readonly WaitingBuild[] {
    const copy = this.#copy();
    const ranking: WaitingBuild[] = [];
    for (let next = copy.next(now); next && ranking.length < longest; next = copy.next(now)) {
      ranking.push(next);
      copy.begin(next, now);
    }
    return ranking;
  }

  #shareOf(actor: string): ActorShare {
    const known = this.#actors.get(actor);
    if (known) return known;
    const share = new ActorShare(this.#settings);
    this.#actors.set(actor, share);
    this.#enter(actor);
    return share;
  }

  #enter(actor: string): void {
    this.#time.enter(actor, this.#settings.weights?.[actor] ?? 1);
  }

  #leaveIfEmpty(actor: string): void {
    if ((this.#actors.get(actor)?.size ?? 0) === 0) this.#time.leave(actor);
  }

  #compare(one: string, other: string): number {
    return this.#time.timeOf(one) - this.#time.timeOf(other) || (one < other ? -1 : 1);
  }

  #copy(): FairShare {
    const copy = new FairShare(this.#settings);
    for (const [actor, share] of this.#actors) copy.#actors.set(actor, share.copy());
    copy.#time = this.#time.copy();
    return copy;
  }
}
