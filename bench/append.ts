import type { NewEvent } from '#event-sourcing';
import { PostgresEventStore } from '#event-store';
import { alternate } from './alternate.js';
import { jobCatalog, jobSubmitted } from './jobs.js';
import { openLogDatabase } from './log-database.js';
import { insertPlainly, plainTable } from './plain-log.js';
import type { Figure } from './table.js';

const callers = 32;
const eventsARound = 8_000;

/** One-event appends from 32 concurrent callers against single-row inserts, through plain pg, from as many. */
export async function append(): Promise<Figure> {
  await using log = await openLogDatabase(callers);
  await log.pool.query(plainTable);
  const store = new PostgresEventStore({ database: log.database, catalog: jobCatalog });
  const figure = await alternate({
    ours: () => rateOf((event) => store.append([{ stream: `job-${event.id}`, expectedVersion: 0, events: [event] }])),
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
