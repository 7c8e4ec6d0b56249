import { setTimeout } from 'node:timers/promises';
import type { Database } from '#prisma';

/** How often one who does not lead tries to. */
const tryMs = 1_000;

/** Of all processes that would do a work, lets one do it at a time: the one that holds an advisory lock, for as long as its connection lives. */
export class PostgresLeadership {
  constructor(private readonly database: Database) {}

  /**
   * Waits until nobody else leads, and then works. The work's signal aborts when `signal` does, or when the connection is lost, and
   * the lead with it. Resolves or rejects as the work does.
   */
  async lead(key: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const client = await this.database.connect();
    const lost = new AbortController();
    client.on('error', () => lost.abort());
    client.on('end', () => lost.abort());
    const leading = AbortSignal.any([signal, lost.signal]);
    try {
      while (!leading.aborted) {
        const { rows } = await client.query<{ leads: boolean }>(
          'select pg_try_advisory_lock(hashtextextended($1, 0)) as leads',
          [key],
        );
        if (rows[0]?.leads) return await work(leading);
        await setTimeout(tryMs, undefined, { signal: leading }).catch(() => undefined);
      }
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}
