import { FakeEventStore } from '#testing/fakes';
import { eventStoreContract } from '#testing/contracts';
import { openDatabase } from '#prisma';
import { createDatabase, noteCatalog } from '#testing';
import { afterAll, describe } from 'vitest';
import { PostgresEventStore } from './postgres-event-store.js';

const throwAway = await createDatabase();
const database = openDatabase(throwAway.url);
afterAll(async () => {
  await database.close();
  await throwAway.drop();
});

describe('PostgresEventStore', () => {
  const store = new PostgresEventStore({ database, catalog: noteCatalog });
  eventStoreContract(() => store);
});

describe('FakeEventStore', () => {
  const store = new FakeEventStore(noteCatalog);
  eventStoreContract(() => store);
});
