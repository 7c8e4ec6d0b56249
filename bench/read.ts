import type { RecordedEvent } from '#event-sourcing';
import { PostgresEventStore } from '#event-store';
import type pg from 'pg';
import Cursor from 'pg-cursor';
import { alternate } from './alternate.js';
import { jobCatalog, jobSubmitted } from './jobs.js';
import { openLogDatabase } from './log-database.js';
import type { Figure } from './table.js';

const events = 100_000;
const page = 1_000;

/** The whole log in order against a plain pg cursor whose rows are made into the same objects. */
export async function read(): Promise<Figure> {
  await using log = await openLogDatabase(1);
  const store = new PostgresEventStore({ database: log.database, catalog: jobCatalog });
  for (let n = 0; n < events; n += page) {
    await store.append([{ stream: `job-${n}`, events: Array.from({ length: page }, jobSubmitted) }]);
  }
  await log.pool.query('vacuum analyze events');
  const figure = await alternate({
    ours: () => rateOf(store.readAll({ after: 0 })),
    direct: () => rateOf(readByCursor(log.pool)),
  });
  return { name: 'read', ...figure, target: { atLeast: 1 } };
}

async function rateOf(batches: AsyncIterable<readonly RecordedEvent[]>): Promise<number> {
  const start = performance.now();
  let position = 0;
  for await (const batch of batches) {
    for (const event of batch) if (event.position === position + 1) position++;
  }
  if (position !== events) throw new Error(`read ${position} of ${events} events`);
  return (events * 1000) / (performance.now() - start);
}

interface Row {
  readonly position: string;
  readonly version: number;
  readonly body: string;
}

async function* readByCursor(pool: pg.Pool): AsyncGenerator<readonly RecordedEvent[]> {
  const client = await pool.connect();
  try {
    const cursor = client.query(new Cursor<Row>('select position, version, body from events order by position'));
    for (let rows = await cursor.read(page); rows.length > 0; rows = await cursor.read(page)) {
      yield rows.map(toEvent);
    }
    await cursor.close();
  } finally {
    client.release();
  }
}

function toEvent({ position, version, body }: Row): RecordedEvent {
  return { ...JSON.parse(body), position: Number(position), version };
}
