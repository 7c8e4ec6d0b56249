import { eventCatalog } from '#domain';
import { randomUUIDv7 } from 'node:crypto';
import { PostgresEventStore } from '#event-store';
import type { StreamAppend } from '#event-sourcing';
import { openDatabase } from '#prisma';
import { contentOfImage, detailOf, factOfImage, imageOf } from '#testing';
import { beginningOf, endOf } from '../history/synthetic-job.js';

/** A host that no worker of the benchmark serves: what is recorded of it stays as it is. */
const host = 'recorded';
const appendsAUnit = 2_000;

/** Records so many jobs that have ended, and images whose graph has so many things at least. */
export async function seed(databaseUrl: string, wanted: { readonly jobs: number; readonly things: number }) {
  const database = openDatabase(databaseUrl);
  try {
    const store = new PostgresEventStore({ database, catalog: eventCatalog });
    const appends = [...jobs(wanted.jobs), ...images(wanted.things)];
    for (let from = 0; from < appends.length; from += appendsAUnit)
      await store.append(appends.slice(from, from + appendsAUnit));
  } finally {
    await database.close();
  }
}

function jobs(count: number): readonly StreamAppend[] {
  return Array.from({ length: count }, (_, n) => ({
    id: randomUUIDv7(),
    name: 'run',
    host,
    actor: ['alice', 'bob', 'ci'][n % 3] ?? 'ci',
    args: { image: 'busybox', name: `job-${n}`, cmd: ['sh', '-c', `echo ${n}`] },
  })).flatMap((job, n) => [beginningOf(job), endOf(job, n % 20 === 0 ? 1 : 0, false)]);
}

/** Each image adds itself, its tag and three layers to the graph; they stand on a few bases. */
function images(things: number): readonly StreamAppend[] {
  return Array.from({ length: Math.ceil(things / 5) }, (_, n) => {
    const base = [0, 1, 2].map((layer) => `base ${n % 8} ${layer}`);
    const own = [0, 1, 2].map((layer) => `app ${n} ${layer}`);
    const { digest, append } = contentOfImage(detailOf([...base, ...own]));
    return [
      append,
      factOfImage('ImageCreated', imageOf(`image ${n}`, { tags: [`team/app-${n}:1`], detail: digest }), { host }),
    ];
  }).flat();
}
