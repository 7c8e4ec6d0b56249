import type { WorkerLeases } from '#engine';

const leaseMs = 4_000;

/** Leases in memory, by a clock that specs put forward. */
export class FakeWorkerLeases implements WorkerLeases {
  readonly #seenAt = new Map<string, number>();
  #now = 0;

  async renew(worker: string): Promise<void> {
    this.#seenAt.set(worker, this.#now);
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
