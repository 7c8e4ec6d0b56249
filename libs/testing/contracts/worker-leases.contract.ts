import { randomUUID } from 'node:crypto';
import type { WorkerLeases } from '#engine';
import { describe, expect, it, vi } from 'vitest';

/** Leases, and a way to let time go by for all workers that hold one. */
export interface ContractLeases {
  readonly leases: WorkerLeases;
  pass(ms: number): Promise<void>;
}

/** What all WorkerLeases keep to. */
export function workerLeasesContract(open: () => ContractLeases): void {
  describe('a worker', () => {
    it('that was never heard of does not live', async () =>
      expect(await open().leases.isAlive(randomUUID())).toBe(false));

    it('lives from its first word on, and after a short silence', async () => {
      const [{ leases, pass }, worker] = [open(), randomUUID()];

      await leases.renew(worker);
      expect(await leases.isAlive(worker)).toBe(true);

      await pass(2_000);
      expect(await leases.isAlive(worker)).toBe(true);
    });

    it('that is silent for longer than a lease is taken for dead, until it is heard of again', async () => {
      const [{ leases, pass }, worker, other] = [open(), randomUUID(), randomUUID()];
      await leases.renew(worker);

      await pass(4_100);
      await leases.renew(other);

      // Where the leases' own keeper has only just started, each worker gets a lease's time.
      await vi.waitFor(async () => expect(await leases.isAlive(worker)).toBe(false), 6_000);
      await leases.renew(other);
      expect(await leases.isAlive(other)).toBe(true);
      await leases.renew(worker);
      expect(await leases.isAlive(worker)).toBe(true);
    });

    it('that has ended does not live any more, and no other is touched', async () => {
      const [{ leases }, worker, other] = [open(), randomUUID(), randomUUID()];
      await leases.renew(worker);
      await leases.renew(other);

      await leases.end(worker);

      expect(await leases.isAlive(worker)).toBe(false);
      expect(await leases.isAlive(other)).toBe(true);
    });
  });
}
