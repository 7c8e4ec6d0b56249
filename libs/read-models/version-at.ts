import { Prisma } from '#prisma';

type Position = Prisma.Sql | number | bigint;

/**
 * For a join: the versions in a table that held at a position, of a host, a network or a volume: `things` says which (`held.host = …`), by the
 * column that the table's index of moments begins with. The offset has each reach looked up by itself, whatever else is asked of the versions.
 */
export function versionsAt(table: Prisma.Sql, things: Prisma.Sql, position: Position): Prisma.Sql {
  const at = toSql(position);
  return Prisma.sql`lateral (
    select held.* from unnest(version_reaches()) as r (reach) cross join lateral (
      select held.* from ${table} held
      where ${things} and version_reach(held.valid) = r.reach
        and lower(held.valid) > ${at} - r.reach and lower(held.valid) <= ${at} and version_end(held.valid) > ${at} offset 0) as held)`;
}

/** For a join: the version of one thing at a position, if it had one. `thing` says which (`held.entity = …`), by all columns that tell one from another. */
export function versionAt(table: Prisma.Sql, thing: Prisma.Sql, position: Position): Prisma.Sql {
  const at = toSql(position);
  return Prisma.sql`lateral (
    select last.* from (
      select held.* from ${table} held where ${thing} and lower(held.valid) <= ${at} order by lower(held.valid) desc limit 1) as last
    where version_end(last.valid) > ${at})`;
}

/** For a join: what a container was at a position, and since which. */
export function containerAt(entity: Prisma.Sql, position: number): Prisma.Sql {
  return Prisma.sql`lateral (
    select v.entity, v.name, v.state, lower(v.valid) as since
    from ${versionAt(Prisma.sql`container_versions`, Prisma.sql`held.entity = ${entity}`, position)} as v)`;
}

/** For a join: the event at a position. The limit has it looked up for each row by itself. */
export function eventAt(position: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`lateral (select position, version, body from events where position = ${position} limit 1)`;
}

function toSql(position: Position): Prisma.Sql {
  return typeof position === 'object' ? position : Prisma.sql`${position}::bigint`;
}
