import { Logger } from '@nestjs/common';
import type { Engine, WorkerLeases } from '#engine';
import { keepRunning } from '#runtime';

const everyMs = 1_000;
/** From then on this process may have been taken for dead: a lease is 4 s. */
const silenceMs = 3_000;

/** This process's lease: the jobs of clients that are connected here run here, and are its own for as long as it has the lease. */
export class ServingLease {
  readonly #logger = new Logger('API');
  readonly #stopping = new AbortController();
  #renewing: Promise<unknown> | undefined;
  #renewedAt = performance.now();

  constructor(
    private readonly leases: WorkerLeases,
    private readonly engine: Engine,
    private readonly worker: string,
  ) {}

  /** Takes the lease, and keeps it from then on. */
  async hold(): Promise<void> {
    if (this.#renewing) return;
    await this.leases.renew(this.worker);
    this.#renewedAt = performance.now();
    this.#renewing = keepRunning({
      name: 'lease',
      everyMs,
      work: () => this.#renew(),
      signal: this.#stopping.signal,
      report: (message, error) => this.#logger.error(`${message} ${String(error ?? '')}`),
    });
  }

  /** Gives it back. */
  async end(): Promise<void> {
    this.#stopping.abort();
    if (!this.#renewing) return;
    await this.#renewing;
    await this.leases.end(this.worker).catch(() => undefined);
  }

  /** After a silence others may have ended the jobs that are served here. */
  async #renew(): Promise<void> {
    const silentMs = performance.now() - this.#renewedAt;
    await this.leases.renew(this.worker);
    if (silentMs > silenceMs) await this.engine.releaseLost();
    this.#renewedAt = performance.now();
  }
}
