import type { RecordedEvent } from '#event-sourcing';
import { Prisma } from '#prisma';

/** Events that were read in one query. */
export interface Page {
  /** How many there are. */
  readonly count: number;
  /** Where the page after it begins: the greatest position or version in this one, 0 when it is empty. */
  readonly end: number;
  /** False when there may be more beyond these. */
  readonly isLast: boolean;
  /** Makes the events. That takes time, in which the next page can already be on its way. */
  events(): readonly RecordedEvent[];
}

/** Which events to read. */
export interface PageOf {
  readonly where: Prisma.Sql;
  /** The column that orders them, and in which `where` continues after the page before. */
  readonly order: 'position' | 'version';
  readonly limit?: number;
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
  readonly is_last: boolean | null;
}

/** At most so many events come in one page … */
export const maxPage = 1000;
/** … and, so that large ones do not fill the memory, about so many bytes. */
const maxBytes = 8 * 1024 * 1024;

/**
 * Reads a page of events. Postgres joins their bodies, which are JSON, into one text, and one parse makes the events of
 * it: that is faster than rows and columns.
 */
export async function readPage(queries: Queries, { where, order, limit = maxPage }: PageOf): Promise<Page> {
  const column = Prisma.raw(order);
  const [row] = await queries.$queryRaw<PageRow[]>`
    select string_agg(body, ',') filter (where fits) as bodies,
           (array_agg(position) filter (where fits))::text as positions,
           (array_agg(version) filter (where fits))::text as versions,
           count(*) filter (where fits) as count,
           max(${column}::bigint) filter (where fits) as end,
           bool_and(fits) and count(*) < ${limit} as is_last
    from (select position, version, body,
                 sum(octet_length(body)) over (order by ${column} rows unbounded preceding) - octet_length(body)
                   < ${maxBytes} as fits
          from events where ${where} order by ${column} limit ${limit}) as page`;
  return {
    count: Number(row?.count ?? 0),
    end: Number(row?.end ?? 0),
    isLast: row?.is_last ?? true,
    events: () => (row === undefined ? [] : toEvents(row)),
  };
}

function toEvents({ bodies, positions, versions }: PageRow): readonly RecordedEvent[] {
  const places = toNumbers(positions);
  const versionsOf = toNumbers(versions);
  const events: Mutable<RecordedEvent>[] = JSON.parse(`[${bodies ?? ''}]`);
  for (const [index, event] of events.entries()) {
    event.position = places[index] ?? 0;
    event.version = versionsOf[index] ?? 0;
  }
  return events;
}

function toNumbers(array: string | null): readonly number[] {
  return JSON.parse(`[${array?.slice(1, -1) ?? ''}]`);
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };
