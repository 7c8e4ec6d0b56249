import { setImmediate as endOfTurn } from 'node:timers/promises';
import type { ReadAll, RecordedEvent } from '#event-sourcing';
import { Prisma } from '#prisma';
import { firstSize, readPage } from './read-page.js';
import type { Page, PageOf, Queries } from './read-page.js';

/** A stretch of the log: positions greater than `after`, up to `through`. */
export interface Stretch extends ReadAll {
  readonly through: number;
}

/** The last position, 0 when the log is empty. Whatever is at or before it can be read: positions are in the order of commit. */
export async function readHead(queries: Queries): Promise<number> {
  const [row] = await queries.$queryRaw<{ position: bigint }[]>`
    select position from events order by position desc limit 1`;
  return Number(row?.position ?? 0);
}

/** The next page of a stretch: at most `size` events. */
export function readNext(queries: Queries, stretch: Stretch, size = firstSize): Promise<Page> {
  const { after, through, types, streamPrefix, limit = Infinity } = stretch;
  const conditions = [Prisma.sql`position > ${after} and position <= ${through}`];
  if (types !== undefined) conditions.push(Prisma.sql`type = any(${[...types]}::text[])`);
  if (streamPrefix !== undefined) conditions.push(Prisma.sql`starts_with(stream, ${streamPrefix})`);
  return readPage(queries, { where: Prisma.join(conditions, ' and '), order: 'position', size: Math.min(size, limit) });
}

/** All of a stretch, page by page; the next page is on its way while one is worked on. */
export async function* readStretch(queries: Queries, stretch: Stretch): AsyncGenerator<readonly RecordedEvent[]> {
  let limit = stretch.limit ?? Infinity;
  let size = Math.min(firstSize, limit);
  let next: Promise<Page> | undefined = readNext(queries, stretch, size);
  while (next !== undefined) {
    const page: Page = await next;
    limit -= page.count;
    const isDone = page.count < size || limit === 0 || page.end >= stretch.through;
    size = Math.min(page.nextSize, limit);
    next = isDone ? undefined : readNext(queries, { ...stretch, after: page.end }, size);
    next?.catch(() => undefined); // it is awaited in the next round, unless the reader goes away before
    await endOfTurn(); // the query leaves before this thread is busy with the page
    yield* page.batches();
  }
}

/** A stream from its beginning. */
export function readStream(queries: Queries, stream: string): Promise<readonly RecordedEvent[]> {
  return readToEnd(queries, 'version', (after) => Prisma.sql`stream = ${stream} and version > ${after}`);
}

/** The events with these ids, in the order of their positions. */
export function readIds(queries: Queries, ids: readonly string[]): Promise<readonly RecordedEvent[]> {
  return readToEnd(queries, 'position', (after) => Prisma.sql`id = any(${[...ids]}::uuid[]) and position > ${after}`);
}

async function readToEnd(
  queries: Queries,
  order: PageOf['order'],
  whereAfter: (after: number) => Prisma.Sql,
): Promise<readonly RecordedEvent[]> {
  const all: RecordedEvent[] = [];
  let [after, size] = [0, firstSize];
  for (;;) {
    const page = await readPage(queries, { where: whereAfter(after), order, size });
    for (const batch of page.batches()) all.push(...batch);
    if (page.count < size) return all;
    [after, size] = [page.end, page.nextSize];
  }
}
