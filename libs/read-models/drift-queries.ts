import { type EntityKind, entityKinds } from '#domain';
import type { Database } from '#prisma';
import type { FactLog, ToldFact } from './fact-log.js';
import { hostsOf } from './hosts-on-record.js';
import { type PageAsOf, pageAsOf, type PageAsOfWish, pageStart } from './page-as-of.js';

/** Which drift; all that are given must hold. */
export interface DriftFilter {
  readonly host?: string;
  readonly kind?: EntityKind;
  /** Recorded at or after; RFC 3339. */
  readonly since?: string;
  /** Recorded before; RFC 3339. */
  readonly until?: string;
}

/** Reads what happened on hosts that nobody here ordered. */
export class DriftQueries {
  constructor(
    private readonly database: Database,
    private readonly log: FactLog,
  ) {}

  /** Facts without a command behind them, the newest first. An index is walked backwards from the page's place, host by host and kind by kind. */
  async list(filter: DriftFilter, wish: PageAsOfWish): Promise<PageAsOf<ToldFact>> {
    const start = pageStart(wish, { list: 'drift', ...filter }, [0]);
    const { host, kind, since, until } = filter;
    const after = since === undefined ? 0 : await this.#lastBefore(since);
    const through = Math.min(
      start.position,
      until === undefined ? start.position : await this.#lastBefore(until),
      (start.after?.[0] ?? Number.MAX_SAFE_INTEGER) - 1,
    );
    const rows = await this.database.prisma.$queryRaw<readonly { readonly position: bigint }[]>`
      select f.position
      from unnest(${await hostsOf(this.database, host)}::text[]) as h (host)
      cross join unnest(${kind === undefined ? [...entityKinds] : [kind]}::text[]) as k (kind)
      cross join lateral (
        select position from facts
        where cause = 'drift' and host = h.host and kind = k.kind
          and position > ${after}::bigint and position <= ${through}::bigint
        order by position desc limit ${wish.limit + 1}) as f
      order by f.position desc limit ${wish.limit + 1}`;
    const facts = await this.log.told(rows.map(({ position }) => Number(position)));
    return pageAsOf(facts, start, { limit: wish.limit, placeOf: ({ position }) => [position], itemOf: (fact) => fact });
  }

  /** The last position that was recorded before a time; 0 when none was. Times of the log have milliseconds. */
  async #lastBefore(time: string): Promise<number> {
    const [row] = await this.database.prisma.$queryRaw<readonly { readonly position: bigint }[]>`
      select position_at(${new Date(Date.parse(time) - 1)}) as position`;
    return Number(row?.position ?? 0);
  }
}
