/** Numbers that look random and are the same in every run (mulberry32), so that runs can be compared. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** From 0 up to, not including, `below`. */
  nat(below: number): number {
    return Math.floor(this.#next() * below);
  }

  /** True so often of a hundred times. */
  chance(percent: number): boolean {
    return this.nat(100) < percent;
  }

  /** One of them; there must be one. */
  of<Item>(items: readonly Item[]): Item {
    const item = items[this.nat(items.length)];
    if (item === undefined) throw new Error('there is none to choose from');
    return item;
  }

  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}
