import type { Locks } from '#engine';
import { type Database, openDatabase } from '#prisma';

/** How long may be waited for a lock, and how long it may be held. */
const limitMs = 120_000;

/**
 * Advisory locks, each held by a transaction. They have a pool of their own: were it the process's, those who wait for a lock could
 * take all its connections from the one who holds it.
 */
export class PostgresLocks implements Locks {
  readonly #database: Database;

  constructor(url: string) {
    this.#database = openDatabase(url, { connections: 8, applicationName: 'longshore locks' });
  }

  withLock<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    return this.#database.prisma.$transaction(
      async (transaction) => {
        await transaction.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`;
        return work();
      },
      { maxWait: limitMs, timeout: limitMs },
    );
  }

  close(): Promise<void> {
    return this.#database.close();
  }
}
