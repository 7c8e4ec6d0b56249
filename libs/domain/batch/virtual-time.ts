interface Share {
  readonly weight: number;
  /** What it has been given, over its weight. */
  time: number;
  /** Whether it wants more. */
  isWaiting: boolean;
}

/**
 * Start-time fair queuing (Goyal, Vin and Cheng, 1996) among those who share something: next is who was given the least for its weight.
 * Who comes, or comes back, begins where the least of those who wait stands, so it has no claim to what it did not want before.
 */
export class VirtualTime {
  readonly #shares = new Map<string, Share>();
  readonly #mostCredit: number;
  /** Where the least of those who waited stood, when somebody was served last. */
  #now = 0;

  /** @param mostCredit how far whoever could not take its turn stays behind the one who was served in its place; the rest is forfeited */
  constructor(mostCredit: number) {
    this.#mostCredit = mostCredit;
  }

  /** Somebody wants something, and did not until now. */
  enter(key: string, weight: number): void {
    const time = Math.max(this.#shares.get(key)?.time ?? 0, this.#now);
    this.#shares.set(key, { weight, time, isWaiting: true });
  }

  /** Somebody wants nothing more for now. */
  leave(key: string): void {
    const share = this.#shares.get(key);
    if (share) share.isWaiting = false;
  }

  forget(key: string): void {
    this.#shares.delete(key);
  }

  timeOf(key: string): number {
    return this.#shares.get(key)?.time ?? this.#now;
  }

  /** Somebody was given something. */
  serve(key: string, cost: number): void {
    const share = this.#shares.get(key);
    if (!share) return;
    this.#now = Math.max(this.#now, this.#least(share.time - this.#mostCredit));
    share.time += cost / share.weight;
  }

  /** What was given turned out to be more, or less, than it was taken for. */
  correct(key: string, difference: number): void {
    const share = this.#shares.get(key);
    if (share) share.time += difference / share.weight;
  }

  copy(): VirtualTime {
    const copy = new VirtualTime(this.#mostCredit);
    for (const [key, share] of this.#shares) copy.#shares.set(key, { ...share });
    copy.#now = this.#now;
    return copy;
  }

  /** The least time of those who wait, after all have been brought up to the floor. */
  #least(floor: number): number {
    let least = Infinity;
    for (const share of this.#shares.values()) {
      if (!share.isWaiting) continue;
      share.time = Math.max(share.time, floor);
      least = Math.min(least, share.time);
    }
    return least === Infinity ? this.#now : least;
  }
}
