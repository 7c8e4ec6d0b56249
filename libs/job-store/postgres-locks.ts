import type { Locks } from '#engine';
import { type Database, openDatabase } from '#prisma';
import { keepTrying } from './keep-trying.js';

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

  /** A database that goes away is waited for; when it takes the lock with it, what was begun still comes to its end. */
  async withLock<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    let begun: Promise<Result> | undefined;
    const hold = () =>
      this.#database.prisma.$transaction(
        async (transaction) => {
          await transaction.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`;
          begun ??= work();
          await begun.catch(() => undefined);
        },
        { maxWait: limitMs, timeout: limitMs },
      );
    await keepTrying(() => hold().catch((error: unknown) => (begun ? undefined : Promise.reject(error))));
    if (!begun) throw new Error(`the lock ${key} was not got`);
    return begun;
  }

  close(): Promise<void> {
    return this.#database.close();
  }
}
