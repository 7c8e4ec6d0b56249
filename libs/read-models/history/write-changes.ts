import type { Prisma } from '#prisma';
import type { Version } from './entity-history.js';
import type { Changes } from './fold-facts.js';
import type { VersionTable } from './version-tables.js';

type Tables = Prisma.TransactionClient;
type Write = (tables: Tables, rows: string) => Promise<unknown>;

/** Brings the tables to what the changes say: first what ends, so that no version overlaps the one that follows it. */
export async function writeChanges({ entities, facts, versions }: Changes, tables: Tables): Promise<void> {
  for (const [table, ended] of byTable(versions.filter(({ isStored, until }) => isStored && until !== undefined)))
    await ends[table](tables, JSON.stringify(ended.map(toRow)));
  if (entities.length > 0)
    await tables.$executeRaw`
      insert into entities select * from json_populate_recordset(null::entities, ${JSON.stringify(entities)}::json)`;
  if (facts.length > 0)
    await tables.$executeRaw`
      insert into facts select * from json_populate_recordset(null::facts, ${JSON.stringify(facts)}::json)`;
  for (const [table, begun] of byTable(versions.filter(({ isStored }) => !isStored)))
    await begins[table](tables, JSON.stringify(begun.map(toRow)));
}

function byTable(versions: readonly Version[]): ReadonlyMap<VersionTable, readonly Version[]> {
  return Map.groupBy(versions, ({ told }) => told.table);
}

/** The row as its table has it. */
function toRow({ told, entity, host, from, until }: Version): object {
  return { ...told.columns, entity, host, valid: `[${from},${until ?? ''})` };
}

/** Adds versions. */
const begins: Readonly<Record<VersionTable, Write>> = {
  container_versions: (tables, rows) => tables.$executeRaw`
    insert into container_versions
    select * from json_populate_recordset(null::container_versions, ${rows}::json)`,
  endpoint_versions: (tables, rows) => tables.$executeRaw`
    insert into endpoint_versions
    select * from json_populate_recordset(null::endpoint_versions, ${rows}::json)`,
  image_versions: (tables, rows) => tables.$executeRaw`
    insert into image_versions
    select * from json_populate_recordset(null::image_versions, ${rows}::json)`,
  mount_versions: (tables, rows) => tables.$executeRaw`
    insert into mount_versions
    select * from json_populate_recordset(null::mount_versions, ${rows}::json)`,
  network_versions: (tables, rows) => tables.$executeRaw`
    insert into network_versions
    select * from json_populate_recordset(null::network_versions, ${rows}::json)`,
  port_versions: (tables, rows) => tables.$executeRaw`
    insert into port_versions
    select * from json_populate_recordset(null::port_versions, ${rows}::json)`,
  tag_versions: (tables, rows) => tables.$executeRaw`
    insert into tag_versions
    select * from json_populate_recordset(null::tag_versions, ${rows}::json)`,
  volume_versions: (tables, rows) => tables.$executeRaw`
    insert into volume_versions
    select * from json_populate_recordset(null::volume_versions, ${rows}::json)`,
};

/** Ends versions that had no end. */
const ends: Readonly<Record<VersionTable, Write>> = {
  container_versions: (tables, rows) => tables.$executeRaw`
    update container_versions v set valid = ended.valid
    from json_populate_recordset(null::container_versions, ${rows}::json) as ended
    where v.entity = ended.entity and upper_inf(v.valid)`,
  endpoint_versions: (tables, rows) => tables.$executeRaw`
    update endpoint_versions v set valid = ended.valid
    from json_populate_recordset(null::endpoint_versions, ${rows}::json) as ended
    where v.entity = ended.entity and v.network_name = ended.network_name and upper_inf(v.valid)`,
  image_versions: (tables, rows) => tables.$executeRaw`
    update image_versions v set valid = ended.valid
    from json_populate_recordset(null::image_versions, ${rows}::json) as ended
    where v.entity = ended.entity and upper_inf(v.valid)`,
  mount_versions: (tables, rows) => tables.$executeRaw`
    update mount_versions v set valid = ended.valid
    from json_populate_recordset(null::mount_versions, ${rows}::json) as ended
    where v.entity = ended.entity and v.volume = ended.volume and upper_inf(v.valid)`,
  network_versions: (tables, rows) => tables.$executeRaw`
    update network_versions v set valid = ended.valid
    from json_populate_recordset(null::network_versions, ${rows}::json) as ended
    where v.entity = ended.entity and upper_inf(v.valid)`,
  port_versions: (tables, rows) => tables.$executeRaw`
    update port_versions v set valid = ended.valid
    from json_populate_recordset(null::port_versions, ${rows}::json) as ended
    where v.entity = ended.entity and v.port = ended.port and v.container_port = ended.container_port
      and v.protocol = ended.protocol and v.ip = ended.ip and upper_inf(v.valid)`,
  tag_versions: (tables, rows) => tables.$executeRaw`
    update tag_versions v set valid = ended.valid
    from json_populate_recordset(null::tag_versions, ${rows}::json) as ended
    where v.host = ended.host and v.name = ended.name and upper_inf(v.valid)`,
  volume_versions: (tables, rows) => tables.$executeRaw`
    update volume_versions v set valid = ended.valid
    from json_populate_recordset(null::volume_versions, ${rows}::json) as ended
    where v.entity = ended.entity and upper_inf(v.valid)`,
};
