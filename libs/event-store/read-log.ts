import { setImmediate as endOfTurn } from 'node:timers/promises';
import type { ReadAll, RecordedEvent } from '#event-sourcing';
import { Prisma } from '#prisma';
import { maxPage, readPage } from './read-page.js';
import type { Page, Queries } from './read-page.js';

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

/** The next page of a stretch. */
export function readNext(queries: Queries, stretch: Stretch): Promise<Page> {
  const { after, through, types, streamPrefix, limit = maxPage } = stretch;
  const conditions = [Prisma.sql`position > ${after} and position <= ${through}`];
  if (types !== undefined) conditions.push(Prisma.sql`type = any(${[...types]}::text[])`);
  if (streamPrefix !== undefined) conditions.push(Prisma.sql`starts_with(stream, ${streamPrefix})`);
  const where = Prisma.join(conditions, ' and ');
  return readPage(queries, { where, order: 'position', limit: Math.min(limit, maxPage) });
}

/** All of a stretch, page by page; the next page is on its way while one is worked on. */
export async function* readStretch(queries: Queries, stretch: Stretch): AsyncGenerator<readonly RecordedEvent[]> {
  let left = stretch.limit ?? Infinity;
  let next: Promise<Page> | undefined = readNext(queries, stretch);
  while (next !== undefined) {
    const page: Page = await next;
    left -= page.count;
    const isDone = page.isLast || left === 0 || page.end >= stretch.through;
    next = isDone ? undefined : readNext(queries, { ...stretch, after: page.end, limit: left });
    next?.catch(() => undefined); // it is awaited in the next round, unless the reader goes away before
    await endOfTurn(); // the query leaves before this thread is busy with the page
    if (page.count > 0) yield page.events();
  }
}

/** A stream from its beginning. */
export async function readStream(queries: Queries, stream: string): Promise<readonly RecordedEvent[]> {
  const all: RecordedEvent[] = [];
  for (;;) {
    const after = all.at(-1)?.version ?? 0;
    const where = Prisma.sql`stream = ${stream} and version > ${after}`;
    const page = await readPage(queries, { where, order: 'version' });
    all.push(...page.events());
    if (page.isLast) return all;
  }
}

/** The events with these ids, in the order of their positions. */
export async function readIds(queries: Queries, ids: readonly string[]): Promise<readonly RecordedEvent[]> {
  const all: RecordedEvent[] = [];
  for (;;) {
    const after = all.at(-1)?.position ?? 0;
    const where = Prisma.sql`id = any(${[...ids]}::uuid[]) and position > ${after}`;
    const page = await readPage(queries, { where, order: 'position' });
    all.push(...page.events());
    if (page.isLast) return all;
  }
}
