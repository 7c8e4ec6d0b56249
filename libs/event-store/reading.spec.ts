import { randomUUID } from 'node:crypto';
import { openDatabase } from '#prisma';
import { createDatabase, noteCatalog, noted } from '#testing';
import { Client } from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import { PostgresEventStore } from './postgres-event-store.js';

const throwAway = await createDatabase();
const database = openDatabase(throwAway.url);
const store = new PostgresEventStore({ database, catalog: noteCatalog });
afterAll(async () => {
  await database.close();
  await throwAway.drop();
});

describe('reading', () => {
  it('raises old versions of data to the newest', async () => {
    const { Tallied } = noteCatalog;
    const old = { Tallied, Noted: { schemaVersion: 1, schema: { parse: (data: unknown) => data } } };
    const event = { ...noted('x'), data: { note: 'as it was called' } };
    await new PostgresEventStore({ database, catalog: old }).append([{ stream: 'note-old', events: [event] }]);

    const [read] = await store.readStream('note-old');

    expect(read).toMatchObject({ data: { text: 'as it was called' }, schemaVersion: 2 });
    expect(
      await store.append([{ stream: 'note-old', events: [event] }]).catch((error: unknown) => error),
    ).toMatchObject({
      code: 'event-invalid',
    });
  });

  it('passes events of types that a newer process knows as they are', async () => {
    const newer = { Novel: { schemaVersion: 3, schema: { parse: (data: unknown) => data } } };
    const event = { ...noted('x'), type: 'Novel' };
    await new PostgresEventStore({ database, catalog: newer }).append([{ stream: 'note-new', events: [event] }]);

    expect(await store.readStream('note-new')).toMatchObject([{ type: 'Novel', schemaVersion: 3, data: event.data }]);
  });

  it('gives large events, and refuses ones that are too large', async () => {
    const large = 'x'.repeat(250_000);
    const texts = Array.from({ length: 60 }, (_, n) => `${n} ${large}`);
    const before = await store.head();
    for (const text of texts) await store.append([{ stream: 'note-large', events: [noted(text)] }]);

    const all = [];
    for await (const events of store.readAll({ after: before })) all.push(...events.map(({ data }) => data));

    expect(all).toEqual(texts.map((text) => ({ text })));
    expect((await store.readStream('note-large')).map(({ version }) => version)).toEqual(texts.map((_, n) => n + 1));
    await expect(store.append([{ stream: 'note-large', events: [noted(large + large)] }])).rejects.toMatchObject({
      kind: 'too-large',
      code: 'event-too-large',
    });
  });

  it('gives what is left of a log that has lost events', async () => {
    const broken = await createDatabase();
    const superuser = new Client({ connectionString: broken.url });
    const remains = openDatabase(broken.url);
    const log = new PostgresEventStore({ database: remains, catalog: noteCatalog });
    await log.append([{ stream: 'note-1', events: Array.from({ length: 900 }, (_, n) => noted(`${n}`)) }]);
    await superuser.connect();
    await superuser.query('alter table events disable trigger all');
    await superuser.query('delete from events where position between 2 and 50 or position between 200 and 899');

    const positions: number[] = [];
    for await (const events of log.readAll({ after: 0 })) positions.push(...events.map(({ position }) => position));

    expect(positions).toEqual([1, ...Array.from({ length: 149 }, (_, n) => n + 51), 900]);
    await superuser.end();
    await remains.close();
    await broken.drop();
  });

  it('says that the log is unavailable when it cannot be reached', async () => {
    const away = openDatabase('postgresql://nobody@127.0.0.1:1/none');
    const unreachable = new PostgresEventStore({ database: away, catalog: noteCatalog });
    const unavailable = { kind: 'unavailable', code: 'log-unavailable' };

    await expect(unreachable.append([{ stream: 'note-1', events: [noted('x')] }])).rejects.toMatchObject(unavailable);
    await expect(unreachable.head()).rejects.toMatchObject(unavailable);
    await expect(unreachable.readStream('note-1')).rejects.toMatchObject(unavailable);
    await expect(unreachable.readAll({ after: 0 })[Symbol.asyncIterator]().next()).rejects.toMatchObject(unavailable);
    await away.close();
  });

  it('finds new events by polling when it hears of none', async () => {
    const superuser = new Client({ connectionString: throwAway.url });
    await superuser.connect();
    const [end, stream] = [new AbortController(), `note-${randomUUID()}`];
    const heard = store.subscribe({ after: await store.head(), signal: end.signal })[Symbol.asyncIterator]();
    const next = heard.next();
    await superuser.query(
      `insert into events select position + 1, $1, 1, gen_random_uuid(), type, time, body, hash
       from events order by position desc limit 1`,
      [stream],
    );
    expect((await next).value).toHaveLength(1);
    end.abort();
    await heard.next();
    await superuser.end();
  });
});
