// Follows the log, and keeps what it saw in a file, which is its checkpoint too: a line per event. It ends when it has seen
// so many.
import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs';
import { PostgresEventStore } from '#event-store';
import { openDatabase } from '#prisma';
import { noteCatalog } from '../notes.js';

const [url = '', file = '', until = ''] = process.argv.slice(2);
const database = openDatabase(url);
const store = new PostgresEventStore({ database, catalog: noteCatalog });
const end = new AbortController();

let seen = linesKept();
if (seen === Number(until)) end.abort();
for await (const events of store.subscribe({ after: seen, signal: end.signal })) {
  appendFileSync(file, events.map(({ position, id }) => `${position} ${id}\n`).join(''));
  seen += events.length;
  console.log(seen);
  if (seen === Number(until)) end.abort();
}
await database.close();

/** A kill may have cut the last line: it does not count. */
function linesKept(): number {
  if (!existsSync(file)) return 0;
  const text = readFileSync(file, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  truncateSync(file, whole.length);
  return whole.split('\n').length - 1;
}
