import { DomainError } from '#event-sourcing';
import type { Database } from '#prisma';

/** The number of the advisory lock: the log's own is 7300. */
const lock = 7301;

/** Held while a rebuild goes on: two would fill the same tables. It goes when its process does, however that ends. */
export interface RebuildLock extends AsyncDisposable {
  /** @throws Error when the lock was lost, since its connection broke */
  confirm(): Promise<void>;
}

/** @throws DomainError `rebuild-running` when another process has it */
export async function lockForRebuild(database: Database): Promise<RebuildLock> {
  const client = await database.connect();
  client.on('error', () => undefined); // the next query tells
  const { rows } = await client.query<{ isOurs: boolean }>('select pg_try_advisory_lock($1) as "isOurs"', [lock]);
  if (!rows[0]?.isOurs) {
    await client.end();
    throw new DomainError('conflict', 'rebuild-running', 'Another rebuild is going on: wait until it has ended.');
  }
  return {
    confirm: async () => void (await client.query('select')),
    [Symbol.asyncDispose]: () => client.end(),
  };
}
