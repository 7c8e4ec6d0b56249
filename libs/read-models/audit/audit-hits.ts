import { familiarReference } from '#domain';
import { Prisma } from '#prisma';
import { type AuditFilter, conditionOf, hasWords, stretchOf } from './audit-filter.js';

const { sql } = Prisma;

/** A search reads so many of the newest entries through before it asks the index. */
const readThrough = 10_000;

/** Which hits: the first so many up to a position, as they were at another. */
export interface AuditStretch {
  readonly at: number;
  readonly through: number;
  readonly limit: number;
}

/** Each of the target's names and ids is looked up by itself: so each comes in order from the index, however common it is. */
export function hitsAbout(target: string, filter: AuditFilter, stretch: AuditStretch): Prisma.Sql {
  const hits = [
    ...namesOf(target).map((name) => hitsOfRef(sql`${name}`, filter, stretch)),
    sql`select found.position from (${idsOf(target, stretch.at)}) as wanted (ref)
        cross join lateral ${hitsOfRef(sql`wanted.ref`, filter, stretch)} as found`,
  ];
  return sql`
    select distinct position from (${Prisma.join(hits, ' union all ')}) as found
    order by position desc limit ${stretch.limit}`;
}

/** The hits of one name or id; they come in order from the index. */
function hitsOfRef(ref: Prisma.Sql, filter: AuditFilter, { at, through, limit }: AuditStretch): Prisma.Sql {
  const words = filter.q === undefined ? sql`` : sql`join audit_arguments g using (position)`;
  return sql`(
    select t.position from audit_targets t join audit a using (position) ${words}
    where t.ref = ${ref} and ${isKnown(filter, at)} and ${stretchOf(filter, { column: sql`t.position`, through })}
      and ${conditionOf(filter, at)} and ${hasWords(filter)}
    order by t.position desc limit ${limit})`;
}

/** The hits of a filter that names no target. */
export function hitsOf(filter: AuditFilter, { at, through, limit }: AuditStretch): Prisma.Sql {
  return sql`
    select a.position from audit a
    where ${stretchOf(filter, { column: sql`a.position`, through })} and ${conditionOf(filter, at)} and ${isFound(filter)}
    order by a.position desc limit ${limit}`;
}

/** The hits of a search among the newest entries alone, one after the other. */
export function newestHitsOf(filter: AuditFilter, { at, through, limit }: AuditStretch): Prisma.Sql {
  return sql`
    select a.position from audit a join audit_arguments g using (position)
    where a.position > coalesce(
        (select position from audit where position <= ${through} order by position desc offset ${readThrough} limit 1), 0)
      and ${stretchOf(filter, { column: sql`a.position`, through })} and ${conditionOf(filter, at)} and ${hasWords(filter)}
    order by a.position desc limit ${limit}`;
}

/** Words are found first, all of them by their index, and then the entries: the planner cannot tell how rare a word is. */
export function isFound(filter: AuditFilter): Prisma.Sql {
  if (filter.q === undefined) return sql`true`;
  return sql`a.position = any(array(select g.position from audit_arguments g where ${hasWords(filter)}))`;
}

/** The entries that are about the target of the filter. */
export function isAbout(filter: AuditFilter, at: number): Prisma.Sql {
  if (filter.target === undefined) return sql`true`;
  return sql`a.position in (
    select t.position from audit_targets t
    where ${isKnown(filter, at)} and t.ref in (
      select unnest(${namesOf(filter.target)}::text[]) union ${idsOf(filter.target, at)}))`;
}

function isKnown({ targetKind }: AuditFilter, at: number): Prisma.Sql {
  return targetKind === undefined ? sql`t.known <= ${at}` : sql`t.known <= ${at} and t.kind = ${targetKind}`;
}

function namesOf(target: string): string[] {
  return [...new Set([target, familiarReference(target)])];
}

/**
 * The ids of containers and networks that had a name by then, and the whole ids that it is the beginning of: commands are recorded with
 * the ids that names stood for when they came.
 */
function idsOf(name: string, at: number): Prisma.Sql {
  const [, digits] = /^(?:sha256:)?([0-9a-f]{12,64})$/.exec(name) ?? [];
  const begins = (prefix: string) => sql`
    select ref from audit_targets where ref >= ${prefix} and ref < ${`${prefix}g`}`;
  return Prisma.join(
    [
      sql`select e.id from container_versions v join entities e using (entity)
          where v.name = ${name} and lower(v.valid) <= ${at}`,
      sql`select e.id from network_versions v join entities e using (entity)
          where v.name = ${name} and lower(v.valid) <= ${at}`,
      ...(digits === undefined ? [] : [begins(digits), begins(`sha256:${digits}`)]),
    ],
    ' union ',
  );
}
