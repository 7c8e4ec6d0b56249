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
  /** Makes the events. That takes time, in which the next page can already be on its way. */
  events(): readonly RecordedEvent[];
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

interface PageRow {
  readonly bodies: string | null;
  /** Arrays as Postgres writes them: {1,2,3}. */
  readonly positions: string | null;
  readonly versions: string | null;
  readonly count: bigint;
  readonly end: bigint | null;
}

/** The first page of several is small, since nobody knows how large the events are. */
export const firstSize = 100;
/** At most so many: of events of the greatest size (see canonical-body.ts) they still fit in one string of Node's. */
const maxSize = 1000;
/** About so many characters a page. */
const pageLength = 2 * 1024 * 1024;

/**
 * Reads a page of events. Postgres joins their bodies, which are JSON, into one text, and one parse makes the events of
 * it: that is faster than rows and columns.
 */
export async function readPage(queries: Queries, { where, order, size }: PageOf): Promise<Page> {
  const column = Prisma.raw(order);
  const [row] = await queries.$queryRaw<PageRow[]>`
    select string_agg(body, ',') as bodies, array_agg(position)::text as positions, array_agg(version)::text as versions,
           count(*) as count, max(${column})::bigint as end
    from (select position, version, body from events where ${where} order by ${column} limit ${size}) as page`;
  if (row === undefined) throw new Error('an aggregate has one row');
  const count = Number(row.count);
  const nextSize = Math.floor((pageLength * count) / Math.max(1, row.bodies?.length ?? 0));
  return {
    count,
    end: Number(row.end ?? 0),
    nextSize: Math.min(Math.max(nextSize, 1), maxSize),
    events: () => toEvents(row),
  };
}

function toEvents({ bodies, positions, versions }: PageRow): readonly RecordedEvent[] {
  const positionOf = toNumbers(positions);
  const versionOf = toNumbers(versions);
  const events: Mutable<RecordedEvent>[] = JSON.parse(`[${bodies ?? ''}]`);
  for (const [index, event] of events.entries()) {
    event.position = positionOf[index] ?? 0;
    event.version = versionOf[index] ?? 0;
  }
  return events;
}

function toNumbers(array: string | null): readonly number[] {
  return JSON.parse(`[${array?.slice(1, -1) ?? ''}]`);
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };
