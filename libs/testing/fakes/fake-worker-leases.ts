import type { WorkerLeases } from '#engine';

const leaseMs = 4_000;

/** Leases in memory, by a clock that specs put forward. */
export class FakeWorkerLeases implements WorkerLeases {
  readonly #seenAt = new Map<string, number>();
  readonly #slots = new Map<string, ReadonlyMap<string, number>>();
  #now = 0;

  async renew(worker: string, slots: ReadonlyMap<string, number> = new Map()): Promise<void> {
    this.#seenAt.set(worker, this.#now);
    this.#slots.set(worker, slots);
  }

  async slots(): Promise<ReadonlyMap<string, number>> {
    const sum = new Map<string, number>();
    for (const [worker, slots] of this.#slots) {
      if (!(await this.isAlive(worker))) continue;
      for (const [host, count] of slots) sum.set(host, (sum.get(host) ?? 0) + count);
    }
    return sum;
  }

  async isAlive(worker: string): Promise<boolean> {
    const seenAt = this.#seenAt.get(worker);
    return seenAt !== undefined && this.#now - seenAt < leaseMs;
  }

  async end(worker: string): Promise<void> {
    this.#seenAt.delete(worker);
  }

  /** Lets so much time go by. */
  pass(ms: number): void {
    this.#now += ms;
  }
}
