import { eventCatalog } from '#domain';
import type { RecordedEvent } from '#event-sourcing';
import { PostgresEventStore, PostgresProjector } from '#event-store';
import { openDatabase } from '#prisma';
import { FactQueries, readModels } from '#read-models';
import {
  containerOf,
  createDatabase,
  factOfContainer,
  factOfImage,
  factOfNetwork,
  factOfVolume,
  imageOf,
  networkOf,
  removalOf,
  volumeOf,
} from '#testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const throwAway = await createDatabase();
const database = openDatabase(throwAway.url);
afterAll(async () => {
  await database.close();
  await throwAway.drop();
});

const container = containerOf({ name: 'web' });
const gone = networkOf('gone');

beforeAll(async () => {
  const store = new PostgresEventStore({ database, catalog: eventCatalog });
  await store.append([
    factOfContainer('ContainerCreated', container),
    factOfNetwork(gone),
    factOfVolume(volumeOf('data')),
    factOfImage('ImageCreated', imageOf('busybox')),
    factOfContainer('ContainerStarted', { ...container, state: 'running' }),
    removalOf('network', gone),
    factOfNetwork(networkOf('net'), { host: 'elsewhere' }),
  ]);
  await new PostgresProjector({ database, catalog: eventCatalog }).catchUp(readModels);
});

describe('the newest facts of a host', () => {
  it('are those of what is there now, as they stand in the log', async () => {
    const store = new PostgresEventStore({ database, catalog: eventCatalog });
    const log: RecordedEvent[] = [];
    for await (const events of store.readAll({ after: 0 })) log.push(...events);

    const newest = await new FactQueries(database, (events) => events).newest('local');

    expect(newest).toEqual([log[2], log[3], log[4]]);
  });

  it('come in their newest form', async () => {
    const queries = new FactQueries(database, (events) => events.map((event) => ({ ...event, schemaVersion: 7 })));
    expect(await queries.newest('elsewhere')).toMatchObject([{ type: 'NetworkCreated', schemaVersion: 7 }]);
  });
});
