import { randomUUIDv7 } from 'node:crypto';
import { eventCatalog, jobStream } from '#domain';
import type { EventStore, ReadAll, RecordedEvent, StreamAppend } from '#event-sourcing';
import { PostgresEventStore, PostgresProjector } from '#event-store';
import { openDatabase } from '#prisma';
import { type FedTables, lockForRebuild, readModels, Rebuild } from '#read-models';
import { createDatabase, factLives, jobSteps, liveThrough } from '#testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { rebuild } from '../apps/worker/rebuild.js';

const throwAway = await createDatabase();
const [used, spare] = [fed('read_models'), fed('read_models_spare')];
const store = new PostgresEventStore({ database: used.database, catalog: eventCatalog });
const said = vi.spyOn(console, 'log').mockImplementation(() => undefined);
const complained = vi.spyOn(console, 'error').mockImplementation(() => undefined);
afterAll(async () => {
  await used.database.close();
  await spare.database.close();
  await throwAway.drop();
});

function fed(schema: 'read_models' | 'read_models_spare'): FedTables {
  const database = openDatabase(throwAway.url, { readModels: schema });
  return { database, projector: new PostgresProjector({ database, catalog: eventCatalog }) };
}

/** Lives of jobs and of what is on hosts, fed in between as in production, where several processes do it. */
async function live(samples: number): Promise<void> {
  for (const [steps, appends] of fc.sample(fc.tuple(jobSteps, factLives), samples)) {
    const jobs = await liveThrough(steps, store);
    for (const append of appends) await store.append(append);
    for (const job of jobs) await store.append([lateSignal(job)]);
    await Promise.all([used.projector.catchUp(readModels), used.projector.catchUp(readModels)]);
  }
}

/** Recorded whether the job has ended or not. */
function lateSignal(job: string): StreamAppend {
  const metadata = { actor: { kind: 'system', name: 'spec' }, correlationId: job } as const;
  return {
    stream: jobStream(job),
    events: [{ id: randomUUIDv7(), type: 'JobSignalled', data: { signal: 'HUP' }, metadata }],
  };
}

/** The log in batches of at most so many events. */
function inBatchesOf(size: number): EventStore {
  async function* readAll(read: ReadAll): AsyncGenerator<readonly RecordedEvent[]> {
    for await (const events of store.readAll(read))
      for (let start = 0; start < events.length; start += size) yield events.slice(start, start + size);
  }
  return Object.assign(Object.create(store) as EventStore, { readAll, head: () => store.head() });
}

beforeAll(() => live(20));

describe('the read models', () => {
  it.each([1, 7, 60, 4_000])(
    'are the same when they are rebuilt from position 0, %i events at a time',
    async (pageSize) => {
      const work = new Rebuild({ store: inBatchesOf(pageSize), used, spare, pageSize });

      expect(await work.fill()).toBe(await store.head());

      expect(await work.verify()).toEqual({ position: await store.head(), difference: undefined });
    },
  );

  it('are fed on where the rebuild ended', async () => {
    const work = new Rebuild({ store, used, spare });
    await work.fill();
    await live(3);

    expect(await work.exchange()).toBe(await store.head());
    await live(3);

    expect(await rebuild(['--verify'], throwAway.url)).toBe(0);
    expect(said.mock.lastCall?.[0]).toMatch(
      /^ok: at position [\d,]+ the read models are what a rebuild makes of the log/,
    );
  });

  it('have their indexes and constraints again after a rebuild, and the spare ones too', async () => {
    const before = await definitions();
    expect(before.used).toEqual(before.spare);

    expect(await rebuild([], throwAway.url)).toBe(0);

    expect(said.mock.lastCall?.[0]).toMatch(/^rebuilt from [\d,]+ events in .*; in use from position [\d,]+ on$/);
    expect(await definitions()).toEqual(before);
  });

  it('leave nothing behind in the spare schema', async () => {
    await rebuild([], throwAway.url);

    expect(await spare.database.prisma.$queryRaw`select * from facts`).toEqual([]);
    expect(await used.database.prisma.checkpoint.findMany({ select: { name: true } })).toEqual([
      { name: readModels.name },
    ]);
  });

  it('are rebuilt also when they cannot be fed any more', async () => {
    await used.database.prisma.$executeRaw`truncate container_versions, jobs`;
    await used.database.prisma.$executeRaw`
      update checkpoints set position = 0 where name = ${readModels.name}`;
    await expect(used.projector.catchUp(readModels)).rejects.toMatchObject({ code: 'log-refused' });

    expect(await rebuild([], throwAway.url)).toBe(0);

    expect(await rebuild(['--verify'], throwAway.url)).toBe(0);
  });
});

describe('longshore rebuild --verify', () => {
  it('names a row that the log does not tell, and one that is missing', async () => {
    const { prisma } = used.database;
    await prisma.$executeRaw`
      insert into network_versions (entity, host, valid, name, driver) values (1000000, 'local', '[1,)', 'made up', 'bridge')`;
    expect(await rebuild(['--verify'], throwAway.url)).toBe(1);
    expect(said.mock.lastCall?.[0]).toMatch(/the read models alone have this row of network_versions: .*"made up"/);

    await prisma.$executeRaw`delete from network_versions where name = 'made up'`;
    await prisma.$executeRaw`delete from entities where entity = (select min(entity) from entities)`;
    expect(await rebuild(['--verify'], throwAway.url)).toBe(1);
    expect(said.mock.lastCall?.[0]).toMatch(/a rebuild alone makes this row of entities: \{"id"/);
  });
});

describe('a rebuild', () => {
  it('is refused while another one goes on', async () => {
    await using _ = await lockForRebuild(used.database);

    expect(await rebuild([], throwAway.url)).toBe(1);

    expect(complained.mock.lastCall?.[0]).toMatch(/^Another rebuild is going on/);
  });
});

/** How the tables of both schemas are indexed and constrained, and what keeps versions apart, in words that are the same for the same. */
async function definitions(): Promise<{ readonly used: readonly string[]; readonly spare: readonly string[] }> {
  const of = async (schema: string) => {
    const rows = await used.database.prisma.$queryRaw<{ definition: string }[]>`
      select replace(definition, ${schema} || '.', '') as definition
      from (select indexdef as definition from pg_indexes where schemaname = ${schema}
            union all
            select conname || ' ' || pg_get_constraintdef(oid) from pg_constraint
            where connamespace = ${schema}::regnamespace
            union all
            select pg_get_triggerdef(t.oid) || ' ' || t.tgenabled::text from pg_trigger t join pg_class r on r.oid = t.tgrelid
            where r.relnamespace = ${schema}::regnamespace) as all_of_them
      order by 1`;
    return rows.map(({ definition }) => definition);
  };
  return { used: await of('read_models'), spare: await of('read_models_spare') };
}
