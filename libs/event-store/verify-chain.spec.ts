import { openDatabase } from '#prisma';
import { createDatabase, noteCatalog, noted } from '#testing';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PostgresEventStore } from './postgres-event-store.js';
import { verifyChain } from './verify-chain.js';

const original = await createDatabase();

beforeAll(async () => {
  const database = openDatabase(original.url);
  const store = new PostgresEventStore({ database, catalog: noteCatalog });
  for (let n = 0; n < 5; n++) {
    const events = Array.from({ length: 300 }, (_, index) => noted(`${n}-${index} é`));
    await store.append([{ stream: `note-${n}`, events }]);
  }
  await database.close();
});
afterAll(() => original.drop());

/** Walks a copy of the log after someone with every right, and the triggers off, has done this to it. */
async function verdictAfter(...statements: readonly string[]) {
  const copy = await createDatabase(original.url);
  const superuser = new Client({ connectionString: copy.url });
  const database = openDatabase(copy.url);
  try {
    await superuser.connect();
    await superuser.query('alter table events disable trigger all');
    for (const statement of statements) await superuser.query(statement);
    return await verifyChain(database);
  } finally {
    await superuser.end();
    await database.close();
    await copy.drop();
  }
}

describe('verifyChain', () => {
  it('says how many events there are, and the last hash, when the chain holds', async () => {
    expect(await verdictAfter()).toEqual({ holds: true, events: 1500, head: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  it('holds for an empty log', async () => {
    expect(await verdictAfter('delete from events')).toEqual({ holds: true, events: 0, head: '0'.repeat(64) });
  });

  it.each([
    [
      'text was changed',
      "update events set body = replace(body, '3-99 é', '3-99 e') where position = 1000",
      1000,
      'hash',
    ],
    ['a hash was changed', 'update events set hash = sha256(hash) where position = 7', 7, 'hash'],
    ['a version was changed', 'update events set version = 9 where position = 1', 1, 'hash'],
    ['an event was removed', 'delete from events where position = 1200', 1200, 'gap'],
    ['the first event was removed', 'delete from events where position = 1', 1, 'gap'],
    ['a stream was changed', "update events set stream = 'other' where position = 3", 3, 'body'],
    ['an id was changed', 'update events set id = gen_random_uuid() where position = 3', 3, 'body'],
    ['a type was changed', "update events set type = 'Tallied' where position = 1500", 1500, 'body'],
    ['a time was changed', "update events set time = time + interval '1 ms' where position = 3", 3, 'body'],
  ])('names the first position when %s', async (_, statement, position, fault) => {
    expect(await verdictAfter(statement)).toEqual({ holds: false, position, fault });
  });

  it('names the first position when two events were swapped', async () => {
    const swap = `update events one set body = other.body, id = other.id, hash = other.hash, version = other.version
                  from events other where one.position in (20, 30) and other.position = 50 - one.position`;
    expect(await verdictAfter(swap)).toEqual({ holds: false, position: 20, fault: 'hash' });
  });

  it('names the position of text that is not canonical, though its hashes were made to fit', async () => {
    const forge = `update events set body = body || ' ' where position = 1500`;
    const rehash = `update events last set hash = sha256(before.hash || int8send(last.position) || int4send(last.version)
                    || convert_to(last.body, 'UTF8')) from events before where last.position = 1500 and before.position = 1499`;
    expect(await verdictAfter(forge, rehash)).toEqual({ holds: false, position: 1500, fault: 'body' });
  });
});
