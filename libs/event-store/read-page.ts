import type { RecordedEvent } from '#event-sourcing';
import { Prisma } from '#prisma';

/** Events that were read in one query. */
export interface Page {
  /** How many there are. */
  readonly count: number;
  /** Where the next page begins: after this position or version. */
  readonly end: number;
  /** False when there may be more after it. */
  readonly isLast: boolean;
  /** How many events to ask for next, so that a page stays small when events are large. */
  readonly nextSize: number;
  /** Makes the events, some at a time. That takes time, in which the next page can already be on its way. */
  batches(): Iterable<readonly RecordedEvent[]>;
}

/** Which events to read. */
export interface PageOf {
  readonly where: Prisma.Sql;
  /** The column that orders them, and in which `where` continues after the page before. */
  readonly order: 'position' | 'version';
  readonly size: number;
}

/** A run of positions: greater than `after`, up to `through`. */
export interface Run {
  readonly after: number;
  readonly through: number;
}

/** Whatever runs queries: the client or a transaction of it. */
export type Queries = Pick<Prisma.TransactionClient, '$queryRaw'>;

/**
 * Events whose positions are close together. Postgres joins the bodies of some 200, which are JSON, into one text, and
 * one parse makes the events of it: that is faster than a row for each. Much longer texts are slow to allocate.
 */
interface Chunk {
  readonly bodies: string;
  /** Arrays as Postgres writes them: {1,2,3}. */
  readonly versions: string;
  /** Absent when they follow `start` one by one. */
  readonly positions?: string;
  readonly start: bigint;
  readonly count: number;
}

/** The first page of several is small, since nobody knows how large the events are. */
export const firstSize = 100;
const maxSize = 4000;
/** About so many characters a page. */
const pageLength = 2 * 1024 * 1024;

/** Reads the first events, of those that the condition holds for. */
export async function readPage(queries: Queries, { where, order, size }: PageOf): Promise<Page> {
  const column = Prisma.raw(order);
  const chunks = await queries.$queryRaw<readonly (Chunk & { readonly end: bigint })[]>`
    select string_agg(body, ',') as bodies, array_agg(version)::text as versions, array_agg(position)::text as positions,
           min(position) as start, count(*)::integer as count, max(${column})::bigint as end
    from (select position, version, body from events where ${where} order by ${column} limit ${size}) as page
    group by position / 200 order by position / 200`;
  const page = toPage(chunks);
  return { ...page, end: Number(chunks.at(-1)?.end ?? 0), isLast: page.count < size };
}

/** Reads the events of a run. Since positions have no gaps, each chunk is looked up by itself, and texts are not sorted. */
export async function readRun(queries: Queries, { after, through }: Run): Promise<Page> {
  const chunks = await queries.$queryRaw<readonly Chunk[]>`
    select start + 1 as start, chunk.*
    from generate_series(${after}::bigint, ${through - 1}::bigint, 200) as start,
         lateral (select string_agg(body, ',') as bodies, array_agg(version)::text as versions, count(*)::integer as count
                  from (select version, body from events
                        where position > start and position <= least(start + 200, ${through}::bigint)
                        order by position) as ordered) as chunk
    where chunk.count > 0`;
  const page = toPage(chunks.toSorted((one, other) => Number(one.start - other.start)));
  if (page.count === through - after) return { ...page, end: through, isLast: true };
  // an old range was detached, or somebody tampered with the log
  const where = Prisma.sql`position > ${after} and position <= ${through}`;
  return readPage(queries, { where, order: 'position', size: through - after });
}

function toPage(chunks: readonly Chunk[]): Pick<Page, 'count' | 'nextSize' | 'batches'> {
  const count = chunks.reduce((sum, chunk) => sum + chunk.count, 0);
  const length = chunks.reduce((sum, chunk) => sum + chunk.bodies.length, 1);
  const nextSize = Math.min(Math.max(Math.floor((pageLength * count) / length), 1), maxSize);
  return { count, nextSize, batches: () => toBatches(chunks) };
}

function* toBatches(chunks: readonly Chunk[]): Generator<readonly RecordedEvent[]> {
  for (const chunk of chunks) yield toEvents(chunk);
}

function toEvents({ bodies, positions, versions, start }: Chunk): readonly RecordedEvent[] {
  const events: Mutable<RecordedEvent>[] = JSON.parse(`[${bodies}]`);
  const versionOf = toNumbers(versions);
  const positionOf = positions === undefined ? undefined : toNumbers(positions);
  const first = Number(start);
  events.forEach((event, index) => {
    event.position = positionOf?.[index] ?? first + index;
    event.version = versionOf[index] ?? 0;
  });
  return events;
}

/** The numbers of an array as Postgres writes it. */
function toNumbers(array: string): readonly number[] {
  return JSON.parse(`[${array.slice(1, -1)}]`);
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };
