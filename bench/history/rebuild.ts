import Cursor from 'pg-cursor';
import { alternate } from '../alternate.js';
import type { LogDatabase } from '../log-database.js';
import type { Figure } from '../table.js';
import { runRebuild } from './rebuild-process.js';

const page = 1_000;

/**
 * All read models anew from the whole log, from the start of the process to its end, against plain pg that streams the same rows by a cursor
 * and does nothing with them. And the most memory that the process had.
 */
export async function rebuild(log: LogDatabase): Promise<readonly Figure[]> {
  const events = await streamPlainly(log);
  const megabytes: number[] = [];
  const rateOf = async (work: () => Promise<unknown>) => {
    const start = performance.now();
    await work();
    return (events * 1_000) / (performance.now() - start);
  };
  const figure = await alternate({
    ours: () => rateOf(async () => void megabytes.push((await runRebuild(log)).megabytes)),
    direct: () => rateOf(() => streamPlainly(log)),
    rounds: 3,
  });
  const details = { events, megabytes };
  return [
    { name: 'rebuild', ...figure, target: { atLeast: 0.2 } },
    { name: 'rebuild memory', value: Math.max(...megabytes), unit: 'MB', target: { atMost: 512 }, details },
  ];
}

/** Resolves with the number of rows. */
async function streamPlainly({ pool }: LogDatabase): Promise<number> {
  const client = await pool.connect();
  try {
    const cursor = client.query(new Cursor('select * from events order by position'));
    let count = 0;
    for (let rows = await cursor.read(page); rows.length > 0; rows = await cursor.read(page)) count += rows.length;
    await cursor.close();
    return count;
  } finally {
    client.release();
  }
}
