import { createDatabase } from '#testing';
import { locksContract } from '#testing/contracts';
import { FakeLocks } from '#testing/fakes';
import { Client } from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import { PostgresLocks } from './postgres-locks.js';

const throwAway = await createDatabase();
const processes = [new PostgresLocks(throwAway.url), new PostgresLocks(throwAway.url)] as const;
afterAll(async () => {
  for (const locks of processes) await locks.close();
  await throwAway.drop();
});

describe('FakeLocks', () => {
  const fake = new FakeLocks();
  locksContract(() => fake);
});

describe('PostgresLocks', () => {
  let opened = 0;
  locksContract(() => processes[opened++ % 2] ?? processes[0]);

  it('let what was begun come to its end, once, when the database takes the lock away', async () => {
    const [locks, other] = processes;
    let begun = 0;
    const inside = Promise.withResolvers<void>();
    const end = Promise.withResolvers<void>();

    const held = locks.withLock('taken away', async () => {
      begun++;
      inside.resolve();
      await end.promise;
      return 'done';
    });
    await inside.promise;
    await takeAway();
    const next = await other.withLock('taken away', async () => 'the next has it');
    end.resolve();

    expect(next).toBe('the next has it');
    expect(await held).toBe('done');
    expect(begun).toBe(1);
  });
});

/** Ends the connections that hold a lock, as a Postgres does that restarts. */
async function takeAway(): Promise<void> {
  const superuser = new Client({ connectionString: throwAway.url });
  await superuser.connect();
  await superuser.query(`
    select pg_terminate_backend(pid) from pg_locks
    where locktype = 'advisory' and granted and database = (select oid from pg_database where datname = current_database())`);
  await superuser.end();
}
