import { setImmediate as endOfTurn } from 'node:timers/promises';
import type { ReadAll, RecordedEvent } from '#event-sourcing';
import { Prisma } from '#prisma';
import { firstSize, readPage, readRun } from './read-page.js';
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
export function readNext(queries: Queries, stretch: Stretch, size: number): Promise<Page> {
  const { after, through, types, streamPrefix } = stretch;
  const conditions = [Prisma.sql`position > ${after} and position <= ${through}`];
  if (types !== undefined) conditions.push(Prisma.sql`type = any(${[...types]}::text[])`);
  if (streamPrefix !== undefined) conditions.push(Prisma.sql`starts_with(stream, ${streamPrefix})`);
  return readPage(queries, { where: Prisma.join(conditions, ' and '), order: 'position', size });
}

/** All of a stretch, some at a time. */
export function readStretch(queries: Queries, stretch: Stretch): AsyncGenerator<readonly RecordedEvent[]> {
  const { types, streamPrefix, limit } = stretch;
  const isWhole = types === undefined && streamPrefix === undefined && limit === undefined;
  return isWhole ? readEach(queries, stretch) : readMatches(queries, stretch);
}

/** Every event. Where each page begins is known beforehand, so that two are on their way while one is worked on. */
async function* readEach(queries: Queries, { after, through }: Stretch): AsyncGenerator<readonly RecordedEvent[]> {
  const ahead: Promise<Page>[] = [];
  for (let [start, size] = [after, firstSize]; start < through || ahead.length > 0;) {
    while (ahead.length < 2 && start < through) {
      ahead.push(onItsWay(readRun(queries, { after: start, through: Math.min(start + size, through) })));
      start += size;
    }
    const page = await ahead.shift();
    await endOfTurn(); // the queries leave before this thread is busy with the page
    yield* page?.batches() ?? [];
    size = page?.nextSize ?? size;
  }
}

/** The events that fit, the next page being on its way while one is worked on. */
async function* readMatches(queries: Queries, stretch: Stretch): AsyncGenerator<readonly RecordedEvent[]> {
  let limit = stretch.limit ?? Infinity;
  let next: Promise<Page> | undefined = readNext(queries, stretch, Math.min(firstSize, limit));
  while (next !== undefined) {
    const page: Page = await next;
    limit -= page.count;
    const [after, size] = [page.end, Math.min(page.nextSize, limit)];
    const isDone = page.isLast || limit === 0;
    next = isDone ? undefined : onItsWay(readNext(queries, { ...stretch, after }, size));
    await endOfTurn();
    yield* page.batches();
  }
}

/** A page that is awaited later; its failure is too, unless the reader goes away before. */
function onItsWay(page: Promise<Page>): Promise<Page> {
  page.catch(() => undefined);
  return page;
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
    if (page.isLast) return all;
    [after, size] = [page.end, page.nextSize];
  }
}
