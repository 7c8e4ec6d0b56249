import { eventCatalog } from '#domain';
import { PostgresEventStore } from '#event-store';
import { type LogDatabase, openLogDatabase } from '../log-database.js';
import { writeSyntheticLog } from './synthetic-log.js';

/** A synthetic log of about so many events, in a database of its own; its read models are empty. */
export async function openLongLog(events: number): Promise<LogDatabase> {
  const log = await openLogDatabase(1);
  const store = new PostgresEventStore({ database: log.database, catalog: eventCatalog });
  await writeSyntheticLog(store, events);
  await log.pool.query('vacuum analyze events');
  return log;
}
