import { type Database, Prisma } from '#prisma';
import { type AuditFilter, conditionOf, stretchOf } from './audit/audit-filter.js';
import { hitsAbout, hitsOf, isAbout, isFound, newestHitsOf } from './audit/audit-hits.js';
import { type AuditEntry, type AuditRow, entryAt } from './audit/audit-row.js';
import { type PageAsOf, pageAsOf, type PageAsOfWish, pageStart } from './page-as-of.js';

/** By what entries can be counted. */
export const auditCountKeys = ['actor', 'name', 'day'] as const;

export type AuditCountKey = (typeof auditCountKeys)[number];

/** How many entries have these in common. */
export type AuditCount = { readonly [Key in AuditCountKey]?: string } & { readonly count: number };

/** Which rows to read: the first so many before a position, as they were at another. */
interface Rows {
  readonly at: number;
  readonly before?: number | undefined;
  readonly limit: number;
}

const { sql } = Prisma;

const countKeys: Readonly<Record<AuditCountKey, { readonly of: Prisma.Sql; readonly named: Prisma.Sql }>> = {
  actor: { of: sql`a.actor`, named: sql`a.actor as actor` },
  name: { of: sql`a.name`, named: sql`a.name as name` },
  day: {
    of: sql`to_char(a.time at time zone 'UTC', 'YYYY-MM-DD')`,
    named: sql`to_char(a.time at time zone 'UTC', 'YYYY-MM-DD') as day`,
  },
};

/** All entries are read in pages whose arguments have about so many characters. */
const pageLength = 1_000_000;
const [smallestPage, largestPage] = [10, 1_000];

/** Reads who ran what. */
export class AuditQueries {
  constructor(private readonly database: Database) {}

  /** Entries, the newest first, as they were at a moment. */
  async list(filter: AuditFilter, wish: PageAsOfWish): Promise<PageAsOf<AuditEntry>> {
    const start = pageStart(wish, filter, [0]);
    const { position: at, after: [before] = [] } = start;
    const rows = await this.#read(filter, { at, before, limit: wish.limit + 1 });
    return pageAsOf(rows, start, {
      limit: wish.limit,
      placeOf: ({ position }) => [Number(position)],
      itemOf: (row) => entryAt(row, at),
    });
  }

  /** All entries, the newest first, as they were at a position, some at a time. */
  async *all(filter: AuditFilter, at: number): AsyncGenerator<readonly AuditEntry[]> {
    let before: number | undefined;
    for (let limit = smallestPage; ;) {
      const rows = await this.#read(filter, { at, before, limit });
      yield rows.map((row) => entryAt(row, at));
      if (rows.length < limit) return;
      before = Number(rows.at(-1)?.position);
      const length = rows.reduce((sum, { args }) => sum + JSON.stringify(args).length, 0);
      limit = Math.min(Math.max(Math.floor((limit * pageLength) / length), smallestPage), largestPage);
    }
  }

  /** How many entries there are by actor, name or day (UTC), as of a position: the most first, 10,000 at most. */
  async counts(filter: AuditFilter, at: number, by: readonly AuditCountKey[]): Promise<readonly AuditCount[]> {
    const keys = Prisma.join(by.map((key) => countKeys[key].of));
    return this.database.prisma.$queryRaw<readonly AuditCount[]>`
      select ${Prisma.join(by.map((key) => countKeys[key].named))}, count(*)::integer as count
      from audit a
      where ${stretchOf(filter, { column: sql`a.position`, through: at })} and ${conditionOf(filter, at)}
        and ${isFound(filter)} and ${isAbout(filter, at)}
      group by ${keys} order by count desc, ${keys} limit 10000`;
  }

  async #read(filter: AuditFilter, { at, before, limit }: Rows): Promise<readonly AuditRow[]> {
    const through = before === undefined ? at : Math.min(at, before - 1);
    const stretch = { at, through, limit };
    if (filter.target !== undefined) return this.#rows(hitsAbout(filter.target, filter, stretch), at);
    if (filter.q === undefined) return this.#rows(hitsOf(filter, stretch), at);
    // The index has no order: of a common word it would give thousands to choose the newest from.
    const newest = await this.#rows(newestHitsOf(filter, stretch), at);
    return newest.length === limit ? newest : this.#rows(hitsOf(filter, stretch), at);
  }

  /** The whole rows of hits, as they were at a position. */
  #rows(hits: Prisma.Sql, at: number): Promise<readonly AuditRow[]> {
    return this.database.prisma.$queryRaw<readonly AuditRow[]>`
      select a.*, g.args, coalesce((
        select json_agg(json_build_object('kind', t.kind, 'ref', t.ref) order by t.known, t.kind, t.ref)
        from audit_targets t where t.position = a.position and t.known <= ${at}), '[]') as targets
      from (${hits}) as hit join audit a using (position) join audit_arguments g using (position)
      order by position desc`;
  }
}
