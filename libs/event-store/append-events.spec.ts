import { randomUUID } from 'node:crypto';
import { DomainError } from '#event-sourcing';
import type { EventStore, StreamAppend } from '#event-sourcing';
import { openDatabase } from '#prisma';
import { createDatabase, noteCatalog, noted } from '#testing';
import { FakeEventStore } from '#testing/fakes';
import * as fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { PostgresEventStore } from './postgres-event-store.js';
import { verifyChain } from './verify-chain.js';

const throwAway = await createDatabase();
const database = openDatabase(throwAway.url);
afterAll(async () => {
  await database.close();
  await throwAway.drop();
});

/** A few streams, versions and ids, so that appends meet: the wrong version, the same id again, ids of another append. */
const append = fc.record({
  stream: fc.constantFrom('a', 'b', 'c'),
  expectedVersion: fc.option(fc.nat(4), { nil: undefined }),
  ids: fc.array(fc.nat(25), { minLength: 1, maxLength: 3 }),
});
const unit = fc.array(append, { minLength: 1, maxLength: 3 });
/** Units of a wave are appended at once, waves one after the other. */
const waves = fc.array(fc.array(unit, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 4 });

type Unit = readonly { readonly stream: string; readonly expectedVersion?: number; readonly ids: readonly number[] }[];

it('does with any appends, of which many are sent together, what a log in memory does with them one by one', async () => {
  const store = new PostgresEventStore({ database, catalog: noteCatalog });
  await fc.assert(
    fc.asyncProperty(waves, async (given) => {
      const model = new FakeEventStore(noteCatalog);
      const before = await store.head();
      const toAppends = naming();
      for (const wave of given) {
        const outcomes = await Promise.all(wave.map((units) => outcomeOf(store, toAppends(units), before)));
        const expected = [];
        for (const units of wave) expected.push(await outcomeOf(model, toAppends(units), 0));
        expect(outcomes).toEqual(expected);
      }
      expect(await store.head()).toBe(before + (await model.head()));
    }),
    { numRuns: 150 },
  );
  expect(await verifyChain(database)).toMatchObject({ holds: true });
});

/** Streams and ids of one run, which no other run has. */
function naming(): (unit: Unit) => readonly StreamAppend[] {
  const [run, ids] = [randomUUID(), Array.from({ length: 26 }, () => randomUUID())];
  return (units) =>
    units.map(({ stream, expectedVersion, ids: numbers }) => ({
      stream: `${stream}-${run}`,
      expectedVersion,
      events: numbers.map((number) => noted(`${number}`, ids[number])),
    }));
}

/** Where the events went, counted from where the run began, or the code with which they were refused. */
async function outcomeOf(store: EventStore, appends: readonly StreamAppend[], before: number): Promise<unknown> {
  try {
    const { events } = await store.append(appends);
    return events.map(({ id, stream, version, position }) => ({ id, stream, version, position: position - before }));
  } catch (error) {
    return error instanceof DomainError ? error.code : error;
  }
}
