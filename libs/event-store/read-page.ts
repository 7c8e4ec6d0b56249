import type { RecordedEvent } from '#event-sourcing';
import { Prisma } from '#prisma';

/** Events that were read in one query. */
export interface Page {
  /** How many there are. */
  readonly count: number;
  /** Where the next page begins: after the greatest position or version in this one. 0 when it is empty. */
  readonly end: number;
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

/** Whatever runs queries: the client or a transaction of it. */
export type Queries = Pick<Prisma.TransactionClient, '$queryRaw'>;

/** Events whose positions are close together. */
interface Chunk {
  readonly bodies: string;
  /** Arrays as Postgres writes them: {1,2,3}. */
  readonly positions: string;
  readonly versions: string;
  readonly count: number;
  readonly end: bigint;
}

/** The first page of several is small, since nobody knows how large the events are. */
export const firstSize = 100;
/** So many at most. All of them together, each of the greatest size that canonical-body.ts lets pass, stay below 512 MiB. */
const maxSize = 2000;
/** About so many characters a page. */
const pageLength = 2 * 1024 * 1024;

/**
 * Reads a page of events. Postgres joins the bodies of some 200, which are JSON, into one text, and one parse makes the
 * events of it: that is faster than a row for each. Texts much longer than that would be slow to allocate.
 */
export async function readPage(queries: Queries, { where, order, size }: PageOf): Promise<Page> {
  const column = Prisma.raw(order);
  const chunks = await queries.$queryRaw<Chunk[]>`
    select '[' || string_agg(body, ',') || ']' as bodies,
           array_agg(position)::text as positions, array_agg(version)::text as versions,
           count(*)::integer as count, max(${column})::bigint as end
    from (select position, version, body from events where ${where} order by ${column} limit ${size}) as page
    group by position / 200 order by position / 200`;
  const count = chunks.reduce((sum, chunk) => sum + chunk.count, 0);
  const length = chunks.reduce((sum, { bodies }) => sum + bodies.length, 1);
  const nextSize = Math.min(Math.max(Math.floor((pageLength * count) / length), 1), maxSize);
  return { count, end: Number(chunks.at(-1)?.end ?? 0), nextSize, batches: () => toBatches(chunks) };
}

function* toBatches(chunks: readonly Chunk[]): Generator<readonly RecordedEvent[]> {
  for (const chunk of chunks) yield toEvents(chunk);
}

function toEvents({ bodies, positions, versions }: Chunk): readonly RecordedEvent[] {
  const positionOf = toNumbers(positions);
  const versionOf = toNumbers(versions);
  const events: Mutable<RecordedEvent>[] = JSON.parse(bodies);
  events.forEach((event, index) => {
    event.position = positionOf[index] ?? 0;
    event.version = versionOf[index] ?? 0;
  });
  return events;
}

function toNumbers(array: string): readonly number[] {
  return JSON.parse(`[${array.slice(1, -1)}]`);
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };
