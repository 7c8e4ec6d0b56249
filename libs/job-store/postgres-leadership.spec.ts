import { once } from 'node:events';
import { openDatabase } from '#prisma';
import { createDatabase } from '#testing';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PostgresLeadership } from './postgres-leadership.js';

const throwAway = await createDatabase();
const databases = [openDatabase(throwAway.url), openDatabase(throwAway.url)] as const;
const [one, other] = [new PostgresLeadership(databases[0]), new PostgresLeadership(databases[1])];
const superuser = new Client({ connectionString: throwAway.url });
beforeAll(() => superuser.connect());
afterAll(async () => {
  await superuser.end();
  for (const database of databases) await database.close();
  await throwAway.drop();
});

/** Work that tells when it begins, and goes on until it is let go or its lead is over. */
class Work {
  readonly #begun = Promise.withResolvers<AbortSignal>();
  readonly #letGo = Promise.withResolvers<void>();
  readonly begun = this.#begun.promise;
  isBegun = false;

  readonly run = async (signal: AbortSignal): Promise<void> => {
    this.isBegun = true;
    this.#begun.resolve(signal);
    const aborted = Promise.withResolvers<never>();
    signal.addEventListener('abort', () => aborted.reject(signal.reason), { once: true });
    await Promise.race([this.#letGo.promise, aborted.promise]);
  };

  end(error?: Error): void {
    if (error) this.#letGo.reject(error);
    else this.#letGo.resolve();
  }
}

describe('of several processes', () => {
  const never = new AbortController().signal;

  it('one leads, and when its work ends the next one does', async () => {
    const [first, second] = [new Work(), new Work()];
    const leading = one.lead('a work', never, first.run);
    await first.begun;
    const waiting = other.lead('a work', never, second.run);
    await tried('a work');
    expect(second.isBegun).toBe(false);
    first.end();
    await leading;
    expect((await second.begun).aborted).toBe(false);
    second.end();
    await waiting;
    await expect.poll(connections).toBe(0);
  });

  it('another one takes over when the connection of the first is cut, which is told', async () => {
    const [first, second] = [new Work(), new Work()];
    const leading = one.lead('a cut', never, first.run);
    leading.catch(() => undefined);
    const signal = await first.begun;
    const waiting = other.lead('a cut', never, second.run);
    const aborted = once(signal, 'abort');
    await cut('a cut');
    await aborted;
    await expect(leading).rejects.toBe(signal.reason);
    await second.begun;
    second.end();
    await waiting;
  });

  it('each leads in a work of its own', async () => {
    const [first, second] = [new Work(), new Work()];
    const leading = [one.lead('the one', never, first.run), other.lead('the other', never, second.run)];
    await Promise.all([first.begun, second.begun]);
    first.end();
    second.end();
    await Promise.all(leading);
  });

  it('the next one leads when the work of the first fails, which is told', async () => {
    const [first, second] = [new Work(), new Work()];
    const leading = one.lead('a failure', never, first.run);
    await first.begun;
    const waiting = other.lead('a failure', never, second.run);
    const failure = new Error('it went wrong');
    first.end(failure);
    await expect(leading).rejects.toBe(failure);
    await second.begun;
    second.end();
    await waiting;
  });
});

describe('an abort', () => {
  it('reaches the work of who leads, and gives the lead back', async () => {
    const [work, abort, reason] = [new Work(), new AbortController(), new Error('never mind')];
    const leading = one.lead('an abort', abort.signal, work.run);
    const signal = await work.begun;
    abort.abort(reason);
    await expect(leading).rejects.toBe(reason);
    expect(signal.aborted).toBe(true);
    await expect.poll(connections).toBe(0);
  });

  it('ends the waiting of who does not lead: it does not begin', async () => {
    const [first, second, abort] = [new Work(), new Work(), new AbortController()];
    const leading = one.lead('a wait', new AbortController().signal, first.run);
    await first.begun;
    const waiting = other.lead('a wait', abort.signal, second.run);
    await tried('a wait');
    abort.abort();
    await waiting;
    expect(second.isBegun).toBe(false);
    first.end();
    await leading;
    await expect.poll(connections).toBe(0);
  });
});

/** Resolves when two connections ask for the lead: the one that has it, and one that has tried. */
async function tried(key: string): Promise<void> {
  await expect.poll(connections, { timeout: 20_000 }).toBe(2);
  await expect.poll(async () => (await holders(key)).length, { timeout: 20_000 }).toBe(1);
}

/** How many connections of the processes have asked for a lead. */
async function connections(): Promise<number> {
  const { rows } = await superuser.query<{ count: number }>(`
    select count(*)::integer as count from pg_stat_activity
    where datname = current_database() and query like '%pg_try_advisory_lock%' and pid <> pg_backend_pid()`);
  return rows[0]?.count ?? 0;
}

async function holders(key: string): Promise<readonly number[]> {
  const { rows } = await superuser.query<{ pid: number }>(
    `select pid from pg_locks where locktype = 'advisory' and granted
       and database = (select oid from pg_database where datname = current_database())
       and (classid::bigint << 32 | objid::bigint) = hashtextextended($1, 0)`,
    [key],
  );
  return rows.map(({ pid }) => pid);
}

/** Ends the connection of who leads, as a Postgres does that restarts. */
async function cut(key: string): Promise<void> {
  const [leader] = await holders(key);
  await superuser.query('select pg_terminate_backend($1)', [leader]);
}
