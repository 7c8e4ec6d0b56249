import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { eventCatalog, factTypes } from '#domain';
import { PostgresEventStore, PostgresProjector } from '#event-store';
import { openDatabase } from '#prisma';
import { readModels } from '#read-models';
import { createDatabase } from '#testing';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { rebuild } from '../apps/worker/rebuild.js';
import { Random } from '../bench/history/random.js';
import { SyntheticHost } from '../bench/history/synthetic-host.js';
import { writeSyntheticLog } from '../bench/history/synthetic-log.js';

const throwAway = await createDatabase();
const database = openDatabase(throwAway.url);
const { prisma } = database;
const store = new PostgresEventStore({ database, catalog: eventCatalog });
const projector = new PostgresProjector({ database, catalog: eventCatalog });
afterAll(async () => {
  await database.close();
  await throwAway.drop();
});

beforeAll(async () => {
  await writeSyntheticLog(store, 20_000);
  await projector.catchUp(readModels);
});

/** `longshore rebuild` in a process of its own. */
function startRebuild(): ChildProcess {
  const program = ['--conditions=source', '--import', './libs/testing/run-typescript.mjs', 'apps/worker/rebuild.ts'];
  const env = { ...process.env, DATABASE_URL: throwAway.url };
  return spawn(process.execPath, program, { env, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** How far a rebuild has come, as the database shows it. */
const phases = {
  'has begun': () => prisma.$queryRaw<{ is: boolean }[]>`
    select exists (select from pg_locks l join pg_database d on d.oid = l.database
                   where d.datname = current_database() and l.locktype = 'advisory' and l.objid = 7301) as is`,
  'has written rows': () => prisma.$queryRaw<{ is: boolean }[]>`
    select exists (select from read_models_spare.jobs) as is`,
  'makes indexes': () => prisma.$queryRaw<{ is: boolean }[]>`
    select exists (select from read_models_spare.facts)
       and exists (select from pg_indexes where schemaname = 'read_models_spare' and indexname like 'facts_job%') as is`,
};

/** Kills a rebuild when it has come so far; resolves with how it ended. */
async function killWhen(reached: () => Promise<{ is: boolean }[]>): Promise<NodeJS.Signals | null> {
  const child = startRebuild();
  await vi.waitFor(async () => expect(await reached()).toEqual([{ is: true }]), { timeout: 60_000, interval: 1 });
  child.kill('SIGKILL');
  await once(child, 'exit');
  return child.signalCode;
}

/** Reads as the API does, again and again until the signal aborts: what was so at a moment, and all facts up to the end of the log. */
async function readOn(signal: AbortSignal): Promise<number> {
  const moment = await store.head();
  const then = await containersAt(moment);
  let reads = 0;
  for (; !signal.aborted; reads++) {
    const position = await projector.catchUp(readModels);
    const [facts] = await prisma.$queryRaw<{ told: bigint; recorded: bigint }[]>`
      select (select count(*) from facts where position <= ${position}) as told,
             (select count(*) from events where position <= ${position} and type = any(${[...factTypes]}::text[])) as recorded`;
    expect(facts?.told).toBe(facts?.recorded);
    expect(await containersAt(moment)).toEqual(then);
  }
  return reads;
}

function containersAt(position: number): Promise<unknown> {
  return prisma.$queryRaw`
    select entity, name, image, state from container_versions
    where host = 'local' and valid @> ${position}::bigint order by entity`;
}

/** Commands of a host, one behind the other until the signal aborts. */
async function writeOn(signal: AbortSignal): Promise<number> {
  const host = new SyntheticHost('busy', new Random(7));
  let written = 0;
  for (; !signal.aborted; written++) await store.append(host.next());
  return written;
}

it('goes on from its beginning when it is killed, while others read and write as if there were none', async () => {
  const end = new AbortController();
  const [reading, writing] = [readOn(end.signal), writeOn(end.signal)];
  const followed = projector.follow(readModels, end.signal);
  try {
    for (const reached of Object.values(phases)) expect(await killWhen(reached)).toBe('SIGKILL');

    const child = startRebuild();
    await once(child, 'exit');
    expect(child.exitCode).toBe(0);
  } finally {
    end.abort();
  }
  expect(await reading).toBeGreaterThan(10);
  expect(await writing).toBeGreaterThan(10);
  await followed;
  expect(await rebuild(['--verify'], throwAway.url)).toBe(0);
}, 180_000);
