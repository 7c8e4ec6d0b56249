import { PostgresEventStore } from '#event-store';
import { openDatabase } from '#prisma';
import { createDatabase, noteCatalog, noted } from '#testing';
import { Client } from 'pg';
import { afterAll, expect, it, vi } from 'vitest';
import { verify } from './verify.js';

const throwAway = await createDatabase();
const said = vi.spyOn(console, 'log').mockImplementation(() => undefined);
afterAll(() => throwAway.drop());

it('says ok and exits with 0, then names the position and exits with 1 once the log was changed', async () => {
  const database = openDatabase(throwAway.url);
  const store = new PostgresEventStore({ database, catalog: noteCatalog });
  await store.append([{ stream: 'note-1', events: [noted('a'), noted('b')] }]);
  await database.close();

  expect(await verify(throwAway.url)).toBe(0);
  expect(said.mock.lastCall?.[0]).toMatch(/^ok: 2 events, head [0-9a-f]{64}$/);

  const superuser = new Client({ connectionString: throwAway.url });
  await superuser.connect();
  await superuser.query("alter table events disable trigger all; update events set stream = 'x' where position = 2");
  await superuser.end();

  expect(await verify(throwAway.url)).toBe(1);
  expect(said.mock.lastCall?.[0]).toBe('position 2 does not hold (body): its columns say other than its bytes');
});
