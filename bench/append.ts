import type { NewEvent } from '#event-sourcing';
import { PostgresEventStore } from '#event-store';
import type pg from 'pg';
import { alternate } from './alternate.js';
import { jobCatalog, jobSubmitted } from './jobs.js';
import { openLogDatabase } from './log-database.js';
import type { Figure } from './table.js';

const callers = 32;
const eventsARound = 8_000;

/** One-event appends from 32 concurrent callers against single-row inserts, through plain pg, from as many. */
export async function append(): Promise<Figure> {
  await using log = await openLogDatabase(callers);
  await log.pool.query(plainTable);
  const store = new PostgresEventStore({ database: log.database, catalog: jobCatalog });
  const figure = await alternate({
    ours: () =>
      rateOf((event) => store.append([{ stream: `job-${event.id}`, expectedVersion: 0, events: [event] }])),
    direct: () => rateOf((event) => insertPlainly(log.pool, event)),
  });
  return { name: 'append', ...figure, target: { atLeast: 1 } };
}

/** Events a second that callers get recorded, each waiting for its own before it goes on. */
async function rateOf(record: (event: NewEvent) => Promise<unknown>): Promise<number> {
  const start = performance.now();
  const call = async () => {
    for (let n = 0; n < eventsARound / callers; n++) await record(jobSubmitted());
  };
  await Promise.all(Array.from({ length: callers }, call));
  return (eventsARound * 1000) / (performance.now() - start);
}

/** The log's columns with one index, and nothing that the log promises. */
const plainTable = `
  create table plain (
    position bigint generated always as identity primary key, stream text not null, version integer not null,
    id uuid not null, type text not null, time timestamptz(3) not null, body text not null, hash bytea not null)`;

const noHash = Buffer.alloc(32);

async function insertPlainly(pool: pg.Pool, event: NewEvent): Promise<void> {
  const time = new Date().toISOString();
  const stream = `job-${event.id}`;
  const body = JSON.stringify({ ...event, stream, time, schemaVersion: 1 });
  await pool.query(
    'insert into plain (stream, version, id, type, time, body, hash) values ($1, $2, $3, $4, $5, $6, $7)',
    [stream, 1, event.id, event.type, time, body, noHash],
  );
}
