// Feeds a projection, together with other processes, that writes each event down in the table `seen`. It ends when the
// projection has come so far, whoever fed it.
import type { Projection } from '#event-sourcing';
import { PostgresEventStore, PostgresProjector } from '#event-store';
import { openDatabase } from '#prisma';
import type { Prisma } from '#prisma';
import { noteCatalog } from '../notes.js';

const [url = '', until = ''] = process.argv.slice(2);
const database = openDatabase(url);
const projector = new PostgresProjector({ database, catalog: noteCatalog });
const store = new PostgresEventStore({ database, catalog: noteCatalog });
const end = new AbortController();

const seen: Projection<Prisma.TransactionClient> = {
  name: 'seen',
  async project(events, tables) {
    const positions = events.map(({ position }) => position);
    await tables.$executeRaw`insert into seen (position) select unnest(${positions}::bigint[])`;
    console.log(positions.at(-1));
  },
};

const fed = projector.follow(seen, end.signal);
for await (const events of store.subscribe({ after: Number(until) - 1, signal: end.signal })) {
  if (events.length > 0 && (await projector.catchUp(seen)) >= Number(until)) end.abort();
}
await fed;
await database.close();
