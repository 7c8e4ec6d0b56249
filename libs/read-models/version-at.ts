import { Prisma } from '#prisma';

/**
 * Whether a version is the one at a position, among those of one thing. It says the same as `valid @>`, in the words of the index that
 * begins with the thing; `valid @>` is for the index that begins with a host, and finds all that was there at a moment.
 */
export function isVersionAt(version: Prisma.Sql, position: Prisma.Sql | number): Prisma.Sql {
  const at = typeof position === 'number' ? Prisma.sql`${position}::bigint` : position;
  return Prisma.sql`int8range(lower(${version}.valid), upper(${version}.valid)) @> ${at}`;
}

/** For a join: what a container was at a position, and since which. The limit has it looked up for each row by itself. */
export function containerAt(entity: Prisma.Sql, position: number): Prisma.Sql {
  return Prisma.sql`lateral (
    select v.entity, v.name, v.state, lower(v.valid) as since from container_versions v
    where v.entity = ${entity} and ${isVersionAt(Prisma.sql`v`, position)} limit 1)`;
}

/** For a join: the event at a position. The limit has it looked up, too. */
export function eventAt(position: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`lateral (select position, version, body from events where position = ${position} limit 1)`;
}
