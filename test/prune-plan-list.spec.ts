import { randomUUIDv7 } from 'node:crypto';
import { eventCatalog, type PruneEvent, prunePlanStream } from '#domain';
import { PostgresEventStore, raiseEvents } from '#event-store';
import { openDatabase } from '#prisma';
import { PrunePlanQueries } from '#read-models';
import { createDatabase } from '#testing';
import { afterAll, describe, expect, it } from 'vitest';

const throwAway = await createDatabase();
const database = openDatabase(throwAway.url);
const store = new PostgresEventStore({ database, catalog: eventCatalog });
const queries = new PrunePlanQueries(database, (events) => raiseEvents(events, eventCatalog));
afterAll(async () => {
  await database.close();
  await throwAway.drop();
});

async function record(id: string, event: PruneEvent, name = 'alice'): Promise<void> {
  const metadata = { actor: { kind: 'token', name }, correlationId: id } as const;
  await store.append([{ stream: prunePlanStream(id), events: [{ ...event, id: randomUUIDv7(), metadata }] }]);
}

const planned = (kind: 'images' | 'volumes', host = 'local'): PruneEvent => ({
  type: 'PrunePlanned',
  data: {
    kind,
    host,
    filter: { all: false, anonymous: false, labels: [], notLabels: [] },
    items: [{ id: 'data', names: ['data'], reason: "it's 100% idle" }],
    bytes: 0,
    more: 0,
  },
});

describe('the list of prune plans', () => {
  it('has the newest first, applied or not, by kind, host and actor, in pages', async () => {
    const [first, second, third] = [randomUUIDv7(), randomUUIDv7(), randomUUIDv7()];
    const job = randomUUIDv7();
    await record(first, planned('volumes'));
    await record(second, planned('images', 'elsewhere'));
    await record(first, { type: 'PrunePlanApplied', data: { job } });
    await record(third, planned('images'), 'bob');

    const { items } = await queries.list({}, { limit: 10 });
    expect(items).toMatchObject([
      { id: third, actor: { name: 'bob' }, version: 1 },
      { id: second, host: 'elsewhere', items: [{ reason: "it's 100% idle" }] },
      { id: first, kind: 'volumes', job, version: 2 },
    ]);
    expect(items[0]).not.toHaveProperty('job');
    const idsOf = async (filter: object) => (await queries.list(filter, { limit: 10 })).items.map(({ id }) => id);
    expect(await idsOf({ kind: 'images' })).toEqual([third, second]);
    expect(await idsOf({ kind: 'images', host: 'local' })).toEqual([third]);
    expect(await idsOf({ actor: 'alice' })).toEqual([second, first]);

    const page = await queries.list({}, { limit: 2 });
    expect(page.items.map(({ id }) => id)).toEqual([third, second]);
    const rest = await queries.list({}, { limit: 2, cursor: page.next ?? '' });
    expect([rest.items.map(({ id }) => id), rest.next]).toEqual([[first], undefined]);
  });
});
