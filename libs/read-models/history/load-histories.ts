import { type EntityKind, entityOfStream } from '#domain';
import { type Database, Prisma } from '#prisma';
import { type Entity, EntityHistory, type Version } from './entity-history.js';
import { addressOf, type RecordedFact } from './told-after.js';
import { type Told, type VersionTable, type VersionTables, versionTables } from './version-tables.js';

/** A row of a table of versions as Postgres makes JSON of it. `valid` is written as `[5,)`. */
type StoredRow = VersionTables[VersionTable] & {
  readonly entity?: number;
  readonly host: string;
  readonly valid: string;
};

interface EntityRow extends Readonly<Partial<Record<VersionTable, readonly StoredRow[] | null>>> {
  readonly entity: bigint;
  readonly kind: Entity['kind'];
  readonly host: string;
  readonly id: string;
}

/** What is known, before these facts, of the entities that they are about, and of the images that have a name which they give to another. */
export async function loadHistories(
  facts: readonly RecordedFact[],
  transaction: Prisma.TransactionClient,
): Promise<readonly EntityHistory[]> {
  const about = [...new Set(facts.filter(({ version }) => version > 1).map(({ stream }) => stream))].map(
    entityOfStream,
  );
  const names = facts.flatMap(namesGiven);
  if (about.length + names.length === 0) return [];
  const kinds = new Set(about.map(({ kind }) => kind));
  if (names.length > 0) kinds.add('image');
  const rows = await transaction.$queryRaw<readonly EntityRow[]>`
    with about as (
      select e.*
      from unnest(${about.map(({ kind }) => kind)}::text[], ${about.map(({ host }) => host)}::text[],
                  ${about.map(({ id }) => id)}::text[]) as known (kind, host, id)
      join entities e using (kind, host, id)
      ${names.length > 0 ? Prisma.sql`union ${holdersOf(names)}` : Prisma.empty}
    )
    select about.*, ${Prisma.join([...kinds].flatMap((kind) => openVersions[kind]))}
    from about`;
  return rows.map(toHistory);
}

/** For a kind of entities: the rows of its tables that have no end. */
const openVersions: Readonly<Record<EntityKind, readonly Prisma.Sql[]>> = {
  container: [
    Prisma.sql`(select json_agg(v) from container_versions v where v.entity = about.entity and upper_inf(v.valid))
      as container_versions`,
    Prisma.sql`(select json_agg(v) from endpoint_versions v where v.entity = about.entity and upper_inf(v.valid))
      as endpoint_versions`,
    Prisma.sql`(select json_agg(v) from mount_versions v where v.entity = about.entity and upper_inf(v.valid))
      as mount_versions`,
    Prisma.sql`(select json_agg(v) from port_versions v where v.entity = about.entity and upper_inf(v.valid))
      as port_versions`,
  ],
  image: [
    Prisma.sql`(select json_agg(v) from image_versions v where v.entity = about.entity and upper_inf(v.valid))
      as image_versions`,
    Prisma.sql`
      (select json_agg(v) from tag_versions v
       where about.kind = 'image' and v.host = about.host and v.image = about.id and upper_inf(v.valid)) as tag_versions`,
  ],
  network: [
    Prisma.sql`(select json_agg(v) from network_versions v where v.entity = about.entity and upper_inf(v.valid))
      as network_versions`,
  ],
  volume: [
    Prisma.sql`(select json_agg(v) from volume_versions v where v.entity = about.entity and upper_inf(v.valid))
      as volume_versions`,
  ],
};

/** The images that have one of the names. */
function holdersOf(names: readonly GivenName[]): Prisma.Sql {
  return Prisma.sql`
    select e.*
    from unnest(${names.map(({ host }) => host)}::text[], ${names.map(({ name }) => name)}::text[]) as given (host, name)
    join tag_versions t on t.host = given.host and t.name = given.name and upper_inf(t.valid)
    join entities e on e.kind = 'image' and e.host = t.host and e.id = t.image`;
}

/** Entities of which nothing is so any more, by their streams: only the numbers that they had. */
export async function loadNumbers(streams: readonly string[], { prisma }: Database): Promise<readonly EntityHistory[]> {
  const rows = await prisma.$queryRaw<readonly { readonly stream: string; readonly entity: bigint }[]>`
    select stream, (select position from events e where e.stream = given.stream order by version limit 1) as entity
    from unnest(${[...streams]}::text[]) as given (stream)`;
  return rows.map(({ stream, entity }) => new EntityHistory({ entity: Number(entity), ...entityOfStream(stream) }));
}

/** A name that an image is given. */
interface GivenName {
  readonly host: string;
  readonly name: string;
}

function namesGiven({ type, data, stream }: RecordedFact): readonly GivenName[] {
  const { host } = entityOfStream(stream);
  if (type === 'ImageTagged') return data.names.map((name) => ({ host, name }));
  return type === 'ImageCreated' ? data.image.tags.map((name) => ({ host, name })) : [];
}

function toHistory({ entity, kind, host, id, ...rows }: EntityRow): EntityHistory {
  const of = { entity: Number(entity), kind, host, id };
  const tables = Object.keys(versionTables) as readonly VersionTable[];
  const stored = tables.flatMap((table) => (rows[table] ?? []).map((row) => toVersion(of, table, row)));
  return new EntityHistory(of, stored);
}

function toVersion({ entity }: Entity, table: VersionTable, row: StoredRow): Version {
  const { entity: _, host, valid, ...columns } = row;
  const told = { table, columns } as Told;
  const from = Number.parseInt(valid.slice(1), 10);
  return { told: inOneSpelling(told), entity, host, from, isStored: true };
}

function inOneSpelling(told: Told): Told {
  if (told.table !== 'endpoint_versions') return told;
  const { ipv4, ipv6 } = told.columns;
  return { ...told, columns: { ...told.columns, ipv4: addressOf(ipv4), ipv6: addressOf(ipv6) } };
}
