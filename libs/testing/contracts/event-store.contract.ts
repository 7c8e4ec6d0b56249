import { randomUUID } from 'node:crypto';
import type { EventStore, ReadAll, RecordedEvent } from '#event-sourcing';
import { describe, expect, it } from 'vitest';
import { noted, tallied } from '../notes.js';

/** What every EventStore keeps to. `open` gives the store of one log, with `noteCatalog`; specs share the log. */
export function eventStoreContract(open: () => EventStore): void {
  describe('append', () => {
    it('records events with positions without gaps, versions from 1 and what was said', async () => {
      const [store, stream] = [open(), freshStream()];
      const before = await store.head();
      const given = [noted('one'), noted('two')];

      const appended = await store.append([{ stream, expectedVersion: 0, events: given }]);

      expect(appended).toMatchObject({ firstPosition: before + 1, lastPosition: before + 2 });
      expect(appended.events).toMatchObject(given);
      expect(appended.events.map(({ version }) => version)).toEqual([1, 2]);
      expect(appended.events[0]).toMatchObject({ stream, schemaVersion: 2, position: before + 1 });
      expect(appended.events[0]?.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(await store.readStream(stream)).toEqual(appended.events);
    });

    it('records several streams at once', async () => {
      const [store, one, other] = [open(), freshStream(), freshStream()];

      await store.append([
        { stream: one, events: [noted('a')] },
        { stream: other, events: [noted('b')] },
        { stream: one, expectedVersion: 1, events: [noted('c')] },
      ]);

      expect((await store.readStream(one)).map(({ version }) => version)).toEqual([1, 2]);
      expect(await store.readStream(other)).toHaveLength(1);
    });

    it('records nothing when one of the streams has another version', async () => {
      const [store, one, other] = [open(), freshStream(), freshStream()];
      await store.append([{ stream: other, events: [noted('first')] }]);
      const before = await store.head();

      const refused = store.append([
        { stream: one, events: [noted('a')] },
        { stream: other, expectedVersion: 0, events: [noted('b')] },
      ]);

      await expect(refused).rejects.toMatchObject({ kind: 'conflict', code: 'version-conflict' });
      expect(await store.head()).toBe(before);
      expect(await store.readStream(one)).toEqual([]);
    });

    it('lets one of many win who expect the same version, and the others fail alone', async () => {
      const [store, stream] = [open(), freshStream()];

      const rivals = Array.from({ length: 20 }, () =>
        store.append([{ stream, expectedVersion: 0, events: [noted('me')] }]),
      );
      const bystanders = Array.from({ length: 20 }, () =>
        store.append([{ stream: freshStream(), events: [noted('by')] }]),
      );

      const won = (await Promise.allSettled(rivals)).filter(({ status }) => status === 'fulfilled');
      expect(won).toHaveLength(1);
      await expect(Promise.all(bystanders)).resolves.toHaveLength(20);
      expect(await store.readStream(stream)).toHaveLength(1);
    });

    it('answers a repeated append with where its events already are', async () => {
      const [store, stream] = [open(), freshStream()];
      const append = [{ stream, expectedVersion: 0, events: [noted('once'), noted('more')] }];

      const together = await Promise.all([store.append(append), store.append(append)]);
      const later = await store.append(append);

      expect(together).toEqual([later, later]);
      expect(await store.readStream(stream)).toEqual(later.events);
    });

    it('refuses an append of which some events are recorded already', async () => {
      const [store, stream] = [open(), freshStream()];
      const known = noted('known');
      await store.append([{ stream, events: [known] }]);

      const mixed = store.append([{ stream, events: [known, noted('new')] }]);

      await expect(mixed).rejects.toMatchObject({ kind: 'conflict', code: 'event-id-taken' });
      expect(await store.readStream(stream)).toHaveLength(1);
    });

    it.each([
      ['a type that is not in the catalog', { ...noted('x'), type: 'Unheard' }],
      ['a type named like a property of every object', { ...noted('x'), type: 'constructor' }],
      ['data that does not fit its schema', { ...noted('x'), data: { text: 1 } }],
      ['a NUL character', noted('a\u0000b')],
      ['half of a surrogate pair', noted('a\ud800b')],
    ])('refuses %s', async (_, event) => {
      const [store, stream] = [open(), freshStream()];

      const refused = store.append([{ stream, events: [noted('good'), event] }]);

      await expect(refused).rejects.toMatchObject({ kind: 'invalid', code: 'event-invalid' });
      expect(await store.readStream(stream)).toEqual([]);
    });

    it('refuses an append without events, and one with the same id twice', async () => {
      const [store, stream, event] = [open(), freshStream(), noted('x')];
      const invalid = { kind: 'invalid', code: 'event-invalid' };

      await expect(store.append([])).rejects.toMatchObject(invalid);
      await expect(store.append([{ stream, events: [] }])).rejects.toMatchObject(invalid);
      await expect(store.append([{ stream, events: [event, event] }])).rejects.toMatchObject(invalid);
    });

    it('keeps text as it was said', async () => {
      const [store, stream] = [open(), freshStream()];
      const text =
        'quotes " \' `, backslashes \\ \\u0000 \\\\u0000, {braces}, commas, NULL, new\nline, tab\t, 😀, é, \u2028';

      await store.append([
        { stream, events: [{ ...noted(text), data: { text, extra: { '': [1.5, -0, 1e21, null] } } }] },
      ]);

      const [read] = await store.readStream(stream);
      expect(read?.data).toEqual({ text, extra: { '': [1.5, 0, 1e21, null] } });
    });
  });

  describe('reading the whole log', () => {
    it('gives what is after a position, in order', async () => {
      const [store, stream] = [open(), freshStream()];
      const before = await store.head();
      const { events } = await store.append([
        { stream, events: Array.from({ length: 1500 }, (_, n) => tallied('w', n)) },
      ]);

      const batches = await collect(store.readAll({ after: before }));

      expect(batches.flat()).toEqual(events);
      expect(batches.every(({ length }) => length > 0 && length <= 1000)).toBe(true);
      expect((await collect(store.readAll({ after: before + 1500 }))).flat()).toEqual([]);
    });

    it('gives only some types, some streams, so many', async () => {
      const [store, stream] = [open(), freshStream()];
      const before = await store.head();
      await store.append([
        { stream, events: [noted('a'), tallied('w', 1), noted('b')] },
        { stream: `other-${stream}`, events: [noted('c'), tallied('w', 2)] },
      ]);
      const read = async (wish: Partial<ReadAll>) => {
        const events = (await collect(store.readAll({ after: before, ...wish }))).flat();
        return events.map(({ position }) => position - before);
      };

      expect(await read({ types: ['Noted'] })).toEqual([1, 3, 4]);
      expect(await read({ types: [] })).toEqual([]);
      expect(await read({ streamPrefix: 'other-' })).toEqual([4, 5]);
      expect(await read({ streamPrefix: '%' })).toEqual([]);
      expect(await read({ types: ['Tallied'], streamPrefix: 'note-' })).toEqual([2]);
      expect(await read({ limit: 2 })).toEqual([1, 2]);
      expect(await read({ types: ['Noted'], limit: 2 })).toEqual([1, 3]);
    });
  });

  describe('subscribing', () => {
    it('gives what is there and then what comes, until the signal aborts', async () => {
      const [store, stream, end] = [open(), freshStream(), new AbortController()];
      const seen: RecordedEvent[] = [];
      await store.append([{ stream, events: [noted('0')] }]);
      const after = (await store.head()) - 1;

      for await (const events of store.subscribe({ after, signal: end.signal })) {
        seen.push(...events);
        if (seen.length === 10) end.abort();
        else await store.append([{ stream, events: [noted(`${seen.length}`)] }]);
      }

      expect(seen).toEqual(await store.readStream(stream));
      expect(seen.map(({ data }) => data)).toEqual(Array.from({ length: 10 }, (_, n) => ({ text: `${n}` })));
    });

    it('gives only what was asked for', async () => {
      const [store, stream, end] = [open(), freshStream(), new AbortController()];
      const wish = { after: await store.head(), types: ['Tallied'], streamPrefix: stream, signal: end.signal };
      const first = store.subscribe(wish)[Symbol.asyncIterator]();
      const next = first.next();

      await store.append([{ stream: `other-${stream}`, events: [tallied('other', 1)] }]);
      await store.append([{ stream, events: [noted('x'), tallied('mine', 1)] }]);

      expect((await next).value).toMatchObject([{ stream, data: { writer: 'mine' } }]);
      end.abort();
      expect((await first.next()).done).toBe(true);
    });
  });
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

function freshStream(): string {
  return `note-${randomUUID()}`;
}
