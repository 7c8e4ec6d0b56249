// Four writers in one process. Each records its tallies in order, and with each one a note in a stream that all share.
// Started again after a kill, each goes on with the last one that it finds, as who got no answer must.
import { createHash } from 'node:crypto';
import { PostgresEventStore } from '#event-store';
import { openDatabase } from '#prisma';
import { noteCatalog, noted, tallied } from '../notes.js';

const [url = '', writers = '', tallies = ''] = process.argv.slice(2);
const database = openDatabase(url);
const store = new PostgresEventStore({ database, catalog: noteCatalog });

async function write(writer: string): Promise<void> {
  const stream = `tally-${writer}`;
  const recorded = (await store.readStream(stream)).length;
  for (let count = Math.max(1, recorded); count <= Number(tallies); count++) {
    await store.append([
      { stream, expectedVersion: count - 1, events: [tallied(writer, count, idOf(`tally ${writer} ${count}`))] },
      { stream: 'shared', events: [noted(`${writer} ${count}`, idOf(`note ${writer} ${count}`))] },
    ]);
    console.log(count);
  }
}

/** The same id for the same name. */
function idOf(name: string): string {
  const hash = createHash('sha256').update(name).digest('hex');
  return [hash.slice(0, 8), hash.slice(8, 12), hash.slice(12, 16), hash.slice(16, 20), hash.slice(20, 32)].join('-');
}

await Promise.all(writers.split(',').map(write));
await database.close();
