import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '#prisma';
import { createDatabase, noteCatalog, type ProgramName, runAmidKills } from '#testing';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PostgresEventStore } from './postgres-event-store.js';
import { verifyChain } from './verify-chain.js';

const writers = Array.from({ length: 16 }, (_, n) => `w${n}`);
const tallies = 100;
const total = writers.length * tallies * 2;

const throwAway = await createDatabase();
const superuser = new Client({ connectionString: throwAway.url });
const folder = await mkdtemp(join(tmpdir(), 'longshore-proof-'));

beforeAll(async () => {
  await superuser.connect();
  await superuser.query('create table seen (place bigserial primary key, position bigint not null)');
});
afterAll(async () => {
  await superuser.end();
  await throwAway.drop();
  await rm(folder, { recursive: true });
});

const program = (name: ProgramName, ...args: readonly string[]) => ({ name, args: [throwAway.url, ...args] });

it('shows every event once, in order, without a gap, to whoever is killed and comes back, while writers are killed too', async () => {
  const files = ['one', 'two'].map((name) => join(folder, name));
  const kills = await Promise.all([
    ...[0, 4, 8, 12].map((first) => {
      const four = writers.slice(first, first + 4).join(',');
      return runAmidKills(program('writer', four, `${tallies}`), 3, tallies);
    }),
    ...files.map((file) => runAmidKills(program('subscriber', file, `${total}`), 3, 100)),
    ...files.map(() => runAmidKills(program('projector', `${total}`), 3, 50)),
  ]);
  expect(Math.min(...kills)).toBeGreaterThan(0);

  const database = openDatabase(throwAway.url);
  const store = new PostgresEventStore({ database, catalog: noteCatalog });
  const log: string[] = [];
  for await (const events of store.readAll({ after: 0 }))
    log.push(...events.map(({ position, id }) => `${position} ${id}`));
  const tallied = await Promise.all(writers.map((writer) => store.readStream(`tally-${writer}`)));
  const verdict = await verifyChain(database);
  await database.close();

  const positions = Array.from({ length: total }, (_, index) => index + 1);
  expect(log.map((line) => Number.parseInt(line, 10))).toEqual(positions);
  for (const file of files) expect((await readFile(file, 'utf8')).trimEnd().split('\n')).toEqual(log);
  const seen = await superuser.query<{ position: number }>('select position::int from seen order by place');
  expect(seen.rows.map(({ position }) => position)).toEqual(positions);
  for (const events of tallied) {
    expect(events.map(({ version }) => version)).toEqual(positions.slice(0, tallies));
    expect(events.map(({ data }) => data)).toMatchObject(positions.slice(0, tallies).map((count) => ({ count })));
  }
  expect(verdict).toMatchObject({ holds: true, events: total });
}, 120_000);
