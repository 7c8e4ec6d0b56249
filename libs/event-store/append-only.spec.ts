import { openDatabase } from '#prisma';
import { createDatabase } from '#testing';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const throwAway = await createDatabase();
const superuser = new Client({ connectionString: throwAway.url });
const database = openDatabase(throwAway.url);
const append = `select * from append_events(array['note-1'], array[1], array[1], array[0], array[gen_random_uuid()],
                                            array['Noted'], array[now()], array['{}'])`;

beforeAll(async () => {
  await superuser.connect();
  await database.prisma.$queryRawUnsafe(append);
});
afterAll(async () => {
  await superuser.end();
  await database.close();
  await throwAway.drop();
});

const changes = ["update events set body = 'x'", 'delete from events', 'truncate events'];
const changesOfPartition = changes.map((change) => change.replace('events', 'events_p0'));
const upsert = `insert into events (position, stream, version, id, type, time, body, hash) select * from events
                on conflict (position) do update set body = 'x'`;

describe('the log', () => {
  it.each([...changes, ...changesOfPartition, upsert, 'alter table events disable trigger all', 'drop table events'])(
    'does not let the application do: %s',
    async (change) => {
      await expect(database.prisma.$executeRawUnsafe(change)).rejects.toThrow('42501');
    },
  );

  it.each([...changes, ...changesOfPartition, upsert, 'delete from events where false'])(
    'does not even let a superuser do: %s',
    async (change) => {
      await expect(superuser.query(change)).rejects.toMatchObject({ message: expect.stringMatching('append-only') });
      await expect(superuser.query(`set session_replication_role = replica; ${change}`)).rejects.toMatchObject({
        message: expect.stringMatching('append-only'),
      });
    },
  );

  it('protects partitions that are made later, and makes them before they are needed', async () => {
    await superuser.query(
      `insert into events select 19999999, stream, 2, gen_random_uuid(), type, time, body, hash from events`,
    );
    expect(await partitions()).toEqual(['events_p0', 'events_p1']);

    await database.prisma.$queryRawUnsafe(append.replace('note-1', 'note-2'));

    expect(await partitions()).toEqual(['events_p0', 'events_p1', 'events_p2', 'events_p3']);
    expect((await superuser.query('select position from events_p2')).rows).toEqual([{ position: '20000000' }]);
    await expect(database.prisma.$executeRawUnsafe('delete from events_p2')).rejects.toThrow('42501');
    await expect(superuser.query('truncate events_p3')).rejects.toMatchObject({ code: '42501' });
  });

  it('lets an old range be detached', async () => {
    await superuser.query('alter table events detach partition events_p0');
    await database.prisma.$queryRawUnsafe(append.replace('note-1', 'note-3'));
    expect((await superuser.query('select min(position)::int as first from events')).rows).toEqual([
      { first: 19999999 },
    ]);
  });
});

async function partitions(): Promise<readonly string[]> {
  const { rows } = await superuser.query<{ name: string }>(
    `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'events'::regclass order by 1`,
  );
  return rows.map(({ name }) => name);
}
