import type { NewEvent } from '#event-sourcing';
import type pg from 'pg';

/** The log's columns with one index, and nothing that the log promises: the direct way to compare with. */
export const plainTable = `
  create table plain (
    position bigint generated always as identity primary key, stream text not null, version integer not null,
    id uuid not null, type text not null, time timestamptz(3) not null, body text not null, hash bytea not null)`;

const noHash = Buffer.alloc(32);

/** One event as one row by one statement. */
export async function insertPlainly(pool: pg.Pool, event: NewEvent): Promise<void> {
  const time = new Date().toISOString();
  const stream = `job-${event.id}`;
  const body = JSON.stringify({ ...event, stream, time, schemaVersion: 1 });
  await pool.query(
    'insert into plain (stream, version, id, type, time, body, hash) values ($1, $2, $3, $4, $5, $6, $7)',
    [stream, 1, event.id, event.type, time, body, noHash],
  );
}
