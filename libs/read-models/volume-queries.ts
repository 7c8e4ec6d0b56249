import type { ContainerSnapshot } from '#domain';
import { type Database, Prisma } from '#prisma';
import { containerIn, type ContainerRef, containerRef } from './container-view.js';
import type { FactLog, FactRow } from './fact-log.js';
import { viewFact } from './fact-view.js';
import type { EntityFinder, Sought } from './find-entity.js';
import type { RecordedFact } from './history/told-after.js';
import { hostsOf } from './hosts-on-record.js';
import { type PageAsOf, pageAsOf, type PageAsOfWish, pageStart } from './page-as-of.js';
import { containerAt, eventAt, versionsAt } from './version-at.js';

/** Which volumes; all that are given must hold. */
export interface VolumeFilter {
  readonly host?: string;
  readonly name?: string;
  readonly driver?: string;
}

/** A container that mounts a volume, running or not. */
export interface MounterView extends ContainerRef {
  readonly mounts: readonly { readonly destination: string; readonly writable: boolean }[];
}

/** A volume, and who mounts it. */
export interface VolumeView extends ReturnType<typeof viewVolume> {
  readonly containers: readonly MounterView[];
}

interface MountRow extends FactRow {
  readonly host: string;
  readonly volume: string;
}

/** Reads what volumes were, and who mounted them. */
export class VolumeQueries {
  constructor(
    private readonly database: Database,
    private readonly log: FactLog,
    private readonly finder: EntityFinder,
  ) {}

  /** Volumes that were there, the newest first. */
  async list(filter: VolumeFilter, wish: PageAsOfWish): Promise<PageAsOf<VolumeView>> {
    const start = pageStart(wish, { list: 'volumes', ...filter }, [0]);
    const { name = null, driver = null } = filter;
    const rows = await this.database.prisma.$queryRaw<readonly (FactRow & { readonly entity: bigint })[]>`
      select v.entity, e.position, e.version, e.body
      from (select v.entity, lower(v.valid) as since
            from unnest(${await hostsOf(this.database, filter.host)}::text[]) as h (host)
            cross join ${versionsAt(Prisma.sql`volume_versions`, Prisma.sql`held.host = h.host`, start.position)} as v
            where v.entity < ${start.after?.[0] ?? Number.MAX_SAFE_INTEGER}::bigint
              and v.name = coalesce(${name}, v.name) and v.driver = coalesce(${driver}, v.driver)
            order by v.entity desc limit ${wish.limit + 1}) as v
      cross join ${eventAt(Prisma.sql`v.since`)} as e
      order by v.entity desc`;
    const facts = rows.map((row) => ({ entity: row.entity, fact: this.log.factOf(row) }));
    const volumes = facts.slice(0, wish.limit).map(({ fact }) => viewVolume(fact));
    const mounters = await this.#mounters(volumes, start.position);
    return pageAsOf(facts, start, {
      limit: wish.limit,
      placeOf: ({ entity }) => [Number(entity)],
      itemOf: ({ fact }) => withContainers(viewVolume(fact), mounters),
    });
  }

  /**
   * The volume of that name.
   *
   * @throws DomainError `volume-not-found`, `ambiguous-id`
   */
  async one(sought: Omit<Sought, 'kind'>): Promise<VolumeView> {
    const { position, fact } = await this.finder.factOf({ kind: 'volume', ...sought });
    const volume = viewVolume(fact);
    return withContainers(volume, await this.#mounters([volume], position));
  }

  /** By host and volume. */
  async #mounters(
    volumes: readonly { readonly host: string; readonly name: string }[],
    position: number,
  ): Promise<ReadonlyMap<string, readonly ContainerSnapshot[]>> {
    const rows = await this.database.prisma.$queryRaw<readonly MountRow[]>`
      select m.host, m.volume, e.position, e.version, e.body
      from unnest(${volumes.map(({ host }) => host)}::text[], ${volumes.map(({ name }) => name)}::text[]) as named (host, volume)
      cross join ${versionsAt(Prisma.sql`mount_versions`, Prisma.sql`held.volume = named.volume`, position)} as m
      cross join ${containerAt(Prisma.sql`m.entity`, position)} as v
      cross join ${eventAt(Prisma.sql`v.since`)} as e
      where m.host = named.host
      order by m.entity`;
    const found = Map.groupBy(rows, ({ host, volume }) => keyOf({ host, name: volume }));
    return new Map([...found].map(([key, own]) => [key, own.map((row) => containerIn(this.log.factOf(row)))]));
  }
}

/** A volume at a moment. */
function viewVolume(fact: RecordedFact) {
  if (!('volume' in fact.data)) throw new Error(`${fact.type} tells of no volume`);
  const { host, volume } = fact.data;
  const { signature: _, ...told } = volume;
  return { host, ...told, job: volume.job ?? null, since: viewFact(fact) };
}

function withContainers(
  volume: ReturnType<typeof viewVolume>,
  mounters: ReadonlyMap<string, readonly ContainerSnapshot[]>,
): VolumeView {
  const containers = (mounters.get(keyOf(volume)) ?? []).map((container) => ({
    ...containerRef(container),
    mounts: container.mounts
      .filter(({ name }) => name === volume.name)
      .map(({ destination, writable }) => ({ destination, writable })),
  }));
  return { ...volume, containers };
}

function keyOf({ host, name }: { readonly host: string; readonly name: string }): string {
  return `${host}/${name}`;
}
