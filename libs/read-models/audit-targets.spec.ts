import { randomUUIDv7 } from 'node:crypto';
import { eventCatalog, jobStream } from '#domain';
import type { NewEvent } from '#event-sourcing';
import { openDatabase } from '#prisma';
import { containerOf, createDatabase, dockerId, factOfContainer } from '#testing';
import { FakeEventStore } from '#testing/fakes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuditQueries } from './audit-queries.js';
import { readModels } from './read-models.projection.js';

const throwAway = await createDatabase();
const database = openDatabase(throwAway.url);
const queries = new AuditQueries(database);
afterAll(async () => {
  await database.close();
  await throwAway.drop();
});

const count = 120;
const idOf = (n: number) => dockerId(`twin ${n}`);

/** A stop of a container by its id. */
function stop(container: string): NewEvent {
  const limits = { outputBytes: 1, graceSeconds: 1 };
  const data = { name: 'stop', args: { container }, env: {}, host: 'local', nice: 0, limits, warnings: [] };
  const id = randomUUIDv7();
  return { id, type: 'JobSubmitted', data, metadata: { actor: { kind: 'token', name: 'ci' }, correlationId: id } };
}

/** One container after the other is called `twin`, and is stopped by its id. */
beforeAll(async () => {
  const store = new FakeEventStore(eventCatalog);
  for (let n = 0; n < count; n++) {
    const event = stop(idOf(n));
    await store.append([factOfContainer('ContainerCreated', containerOf({ name: 'twin', id: idOf(n) }))]);
    await store.append([{ stream: jobStream(event.id), events: [event] }]);
  }
  for await (const events of store.readAll({ after: 0 }))
    await database.prisma.$transaction((transaction) => readModels.project(events, transaction));
});

describe('a name that many containers had, one after the other', () => {
  const stops = (upTo: number) => Array.from({ length: upTo }, (_, n) => 2 * (upTo - n));

  it.each([1, 40, 49, 60, count])('finds the commands to all of them: of %i', async (had) => {
    const { items } = await queries.list({ target: 'twin' }, { position: 2 * had, limit: 1_000 });
    expect(items.map(({ position }) => position)).toEqual(stops(had));
  });

  it('finds the newest of them in pages', async () => {
    const first = await queries.list({ target: 'twin', actor: 'ci' }, { position: 2 * count, limit: 7 });
    const cursor = first.next ?? '';
    const next = await queries.list({ target: 'twin', actor: 'ci' }, { position: 2 * count, limit: 7, cursor });
    expect([...first.items, ...next.items].map(({ position }) => position)).toEqual(stops(count).slice(0, 14));
  });

  it('is told from the id of one of them', async () => {
    const { items } = await queries.list({ target: idOf(5).slice(0, 12) }, { position: 2 * count, limit: 7 });
    expect(items.map(({ targets }) => targets)).toEqual([[{ kind: 'container', ref: idOf(5) }]]);
  });
});
