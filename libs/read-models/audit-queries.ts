import { familiarReference } from '#domain';
import { type Database, Prisma } from '#prisma';
import { type AuditFilter, conditionOf, hasWords, stretchOf } from './audit/audit-filter.js';
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

/** So many names and ids of a target are each looked up by themselves: then the planner knows how common each is. */
const mostLookedUp = 50;

/** A search reads so many of the newest entries through before it asks the index. */
const readThrough = 10_000;

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
        and ${isFound(filter)} and ${await this.#isAbout(filter, at)}
      group by ${keys} order by count desc, ${keys} limit 10000`;
  }

  async #read(filter: AuditFilter, { at, before, limit }: Rows): Promise<readonly AuditRow[]> {
    const through = before === undefined ? at : Math.min(at, before - 1);
    const stretch = { at, through, limit };
    if (filter.target !== undefined) return this.#rows(await this.#hitsAbout(filter.target, filter, stretch), at);
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

  async #hitsAbout(target: string, filter: AuditFilter, stretch: Stretch): Promise<Prisma.Sql> {
    const refs = await this.#refsOf(target, stretch.at);
    const hits =
      refs.length > mostLookedUp
        ? sql`select found.position from unnest(${refs}::text[]) as wanted (ref)
              cross join lateral ${hitsOfRef(sql`wanted.ref`, filter, stretch)} as found`
        : Prisma.join(
            refs.map((ref) => hitsOfRef(sql`${ref}`, filter, stretch)),
            ' union all ',
          );
    return sql`select distinct position from (${hits}) as found order by position desc limit ${stretch.limit}`;
  }

  async #isAbout(filter: AuditFilter, at: number): Promise<Prisma.Sql> {
    if (filter.target === undefined) return sql`true`;
    const refs = await this.#refsOf(filter.target, at);
    return sql`a.position in (
      select t.position from audit_targets t where t.ref = any(${refs}::text[]) and ${isKnown(filter, at)})`;
  }

  /**
   * All by which commands may have meant a target: the name itself, the ids of containers and networks that had it by then, and
   * the whole ids that it is the beginning of. Commands are recorded with the ids that names stood for when they came.
   */
  async #refsOf(target: string, at: number): Promise<string[]> {
    const named = [target, familiarReference(target)];
    if (/[/:]/.test(target.replace(/^sha256:/, ''))) return named;
    const [, digits = ''] = /^(?:sha256:)?([0-9a-f]{12,64})$/.exec(target) ?? [];
    const rows = await this.database.prisma.$queryRaw<readonly { readonly ref: string }[]>`
      select e.id as ref from container_versions v join entities e using (entity)
        where v.name = ${target} and lower(v.valid) <= ${at}
      union select e.id from network_versions v join entities e using (entity)
        where v.name = ${target} and lower(v.valid) <= ${at}
      union select ref from audit_targets where ${digits} <> '' and ref >= ${digits} and ref < ${`${digits}g`}
      union select ref from audit_targets
        where ${digits} <> '' and ref >= ${`sha256:${digits}`} and ref < ${`sha256:${digits}g`}`;
    return [...new Set([...named, ...rows.map(({ ref }) => ref)])];
  }
}

/** Which hits: the first so many up to a position, as they were at another. */
interface Stretch extends Pick<Rows, 'at' | 'limit'> {
  readonly through: number;
}

/** The hits of one name or id; they come in order from the index. */
function hitsOfRef(ref: Prisma.Sql, filter: AuditFilter, { at, through, limit }: Stretch): Prisma.Sql {
  const words = filter.q === undefined ? sql`` : sql`join audit_arguments g using (position)`;
  return sql`(
    select t.position from audit_targets t join audit a using (position) ${words}
    where t.ref = ${ref} and ${isKnown(filter, at)} and ${stretchOf(filter, { column: sql`t.position`, through })}
      and ${conditionOf(filter, at)} and ${hasWords(filter)}
    order by t.position desc limit ${limit})`;
}

function hitsOf(filter: AuditFilter, { at, through, limit }: Stretch): Prisma.Sql {
  return sql`
    select a.position from audit a
    where ${stretchOf(filter, { column: sql`a.position`, through })} and ${conditionOf(filter, at)} and ${isFound(filter)}
    order by a.position desc limit ${limit}`;
}

/** The hits of a search among the newest entries alone, one after the other. */
function newestHitsOf(filter: AuditFilter, { at, through, limit }: Stretch): Prisma.Sql {
  return sql`
    select a.position from audit a join audit_arguments g using (position)
    where a.position > coalesce(
        (select position from audit where position <= ${through} order by position desc offset ${readThrough} limit 1), 0)
      and ${stretchOf(filter, { column: sql`a.position`, through })} and ${conditionOf(filter, at)} and ${hasWords(filter)}
    order by a.position desc limit ${limit}`;
}

/** Words are found first, all of them by their index, and then the entries: the planner cannot tell how rare a word is. */
function isFound(filter: AuditFilter): Prisma.Sql {
  if (filter.q === undefined) return sql`true`;
  return sql`a.position = any(array(select g.position from audit_arguments g where ${hasWords(filter)}))`;
}

function isKnown({ targetKind }: AuditFilter, at: number): Prisma.Sql {
  return targetKind === undefined ? sql`t.known <= ${at}` : sql`t.known <= ${at} and t.kind = ${targetKind}`;
}
