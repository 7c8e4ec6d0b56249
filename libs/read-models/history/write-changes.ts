import { Prisma } from '#prisma';
import type { Version } from './entity-history.js';
import type { Changes } from './fold-facts.js';
import type { VersionTable } from './version-tables.js';

type Tables = Prisma.TransactionClient;
/** A change of one table, as a part of a statement that makes several at once. */
type Part = (rows: string) => Prisma.Sql;
type Table = VersionTable | 'entities' | 'facts';

/**
 * Brings the tables to what the changes say, in two statements: first what ends, so that no version overlaps the one that follows it, and
 * then what begins.
 */
export async function writeChanges({ begun, ended, ...others }: Changes, tables: Tables): Promise<void> {
  const stored = rowsByTable(ended.filter(({ isStored }) => isStored));
  const added = newRows({ ...others, versions: begun });
  await changeAtOnce(
    [...stored].map(([table, rows]) => endings[table](JSON.stringify(rows))),
    tables,
  );
  await changeAtOnce(
    [...added].map(([table, rows]) => additions[table](JSON.stringify(rows))),
    tables,
  );
}

async function changeAtOnce(parts: readonly Prisma.Sql[], tables: Tables): Promise<void> {
  if (parts.length > 0) await tables.$executeRaw`with ${Prisma.join([...parts])} select`;
}

/** New rows by their tables; those of one table have the same columns in the same order. */
export function newRows({
  entities,
  facts,
  versions,
}: Pick<Changes, 'entities' | 'facts'> & { readonly versions: readonly Version[] }): ReadonlyMap<
  Table,
  readonly object[]
> {
  const rows = new Map<Table, readonly object[]>(rowsByTable(versions));
  if (entities.length > 0) rows.set('entities', entities);
  if (facts.length > 0) rows.set('facts', facts);
  return rows;
}

function rowsByTable(versions: readonly Version[]): ReadonlyMap<VersionTable, readonly object[]> {
  const rows = new Map<VersionTable, object[]>();
  for (const version of versions) {
    const { table } = version.told;
    const others = rows.get(table);
    if (others) others.push(toRow(version));
    else rows.set(table, [toRow(version)]);
  }
  return rows;
}

function toRow({ told: { table, columns }, entity, host, from, until }: Version): object {
  const row = { host, valid: `[${from},${until ?? ''})`, ...columns };
  return table === 'tag_versions' ? row : { entity, ...row };
}

/** Adds rows, given as JSON. */
const additions: Readonly<Record<Table, Part>> = {
  container_versions: (rows) => Prisma.sql`
    new_container_versions as (
      insert into container_versions
      select * from json_populate_recordset(null::container_versions, ${rows}::json))`,
  endpoint_versions: (rows) => Prisma.sql`
    new_endpoint_versions as (
      insert into endpoint_versions
      select * from json_populate_recordset(null::endpoint_versions, ${rows}::json))`,
  entities: (rows) => Prisma.sql`
    new_entities as (
      insert into entities
      select * from json_populate_recordset(null::entities, ${rows}::json))`,
  facts: (rows) => Prisma.sql`
    new_facts as (
      insert into facts
      select * from json_populate_recordset(null::facts, ${rows}::json))`,
  image_versions: (rows) => Prisma.sql`
    new_image_versions as (
      insert into image_versions
      select * from json_populate_recordset(null::image_versions, ${rows}::json))`,
  mount_versions: (rows) => Prisma.sql`
    new_mount_versions as (
      insert into mount_versions
      select * from json_populate_recordset(null::mount_versions, ${rows}::json))`,
  network_versions: (rows) => Prisma.sql`
    new_network_versions as (
      insert into network_versions
      select * from json_populate_recordset(null::network_versions, ${rows}::json))`,
  port_versions: (rows) => Prisma.sql`
    new_port_versions as (
      insert into port_versions
      select * from json_populate_recordset(null::port_versions, ${rows}::json))`,
  tag_versions: (rows) => Prisma.sql`
    new_tag_versions as (
      insert into tag_versions
      select * from json_populate_recordset(null::tag_versions, ${rows}::json))`,
  volume_versions: (rows) => Prisma.sql`
    new_volume_versions as (
      insert into volume_versions
      select * from json_populate_recordset(null::volume_versions, ${rows}::json))`,
};

/** Ends versions that had no end. */
const endings: Readonly<Record<VersionTable, Part>> = {
  container_versions: (rows) => Prisma.sql`
    ended_container_versions as (
      update container_versions v set valid = ended.valid
      from json_populate_recordset(null::container_versions, ${rows}::json) as ended
      where v.entity = ended.entity and upper_inf(v.valid))`,
  endpoint_versions: (rows) => Prisma.sql`
    ended_endpoint_versions as (
      update endpoint_versions v set valid = ended.valid
      from json_populate_recordset(null::endpoint_versions, ${rows}::json) as ended
      where v.entity = ended.entity and v.network_name = ended.network_name and upper_inf(v.valid))`,
  image_versions: (rows) => Prisma.sql`
    ended_image_versions as (
      update image_versions v set valid = ended.valid
      from json_populate_recordset(null::image_versions, ${rows}::json) as ended
      where v.entity = ended.entity and upper_inf(v.valid))`,
  mount_versions: (rows) => Prisma.sql`
    ended_mount_versions as (
      update mount_versions v set valid = ended.valid
      from json_populate_recordset(null::mount_versions, ${rows}::json) as ended
      where v.entity = ended.entity and v.volume = ended.volume and upper_inf(v.valid))`,
  network_versions: (rows) => Prisma.sql`
    ended_network_versions as (
      update network_versions v set valid = ended.valid
      from json_populate_recordset(null::network_versions, ${rows}::json) as ended
      where v.entity = ended.entity and upper_inf(v.valid))`,
  port_versions: (rows) => Prisma.sql`
    ended_port_versions as (
      update port_versions v set valid = ended.valid
      from json_populate_recordset(null::port_versions, ${rows}::json) as ended
      where v.entity = ended.entity and v.port = ended.port and v.container_port = ended.container_port
        and v.protocol = ended.protocol and v.ip = ended.ip and upper_inf(v.valid))`,
  tag_versions: (rows) => Prisma.sql`
    ended_tag_versions as (
      update tag_versions v set valid = ended.valid
      from json_populate_recordset(null::tag_versions, ${rows}::json) as ended
      where v.host = ended.host and v.name = ended.name and upper_inf(v.valid))`,
  volume_versions: (rows) => Prisma.sql`
    ended_volume_versions as (
      update volume_versions v set valid = ended.valid
      from json_populate_recordset(null::volume_versions, ${rows}::json) as ended
      where v.entity = ended.entity and upper_inf(v.valid))`,
};
