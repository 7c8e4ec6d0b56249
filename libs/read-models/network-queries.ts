import { type ContainerSnapshot, namesOn, type NetworkSnapshot } from '#domain';
import { type Database, Prisma } from '#prisma';
import { containerIn } from './container-view.js';
import type { FactLog, FactRow } from './fact-log.js';
import type { EntityFinder, Sought } from './find-entity.js';
import { hostsOf } from './hosts-on-record.js';
import { Namespaces } from './namespaces.js';
import { type MemberView, networkIn, type NetworkView, viewMember, viewName, viewNetwork } from './network-view.js';
import { type PageAsOf, pageAsOf, type PageAsOfWish, pageStart } from './page-as-of.js';
import { containerAt, eventAt, versionsAt } from './version-at.js';

/** Which networks; all that are given must hold. */
export interface NetworkFilter {
  readonly host?: string;
  readonly name?: string;
  readonly driver?: string;
}

/** A network with its members. */
export interface WholeNetworkView extends NetworkView {
  readonly members: readonly MemberView[];
  /** The names that Docker's DNS answers on it, and where they lead. */
  readonly names: readonly ReturnType<typeof viewName>[];
}

/** Reads what networks were, and who was on them. */
export class NetworkQueries {
  readonly #namespaces: Namespaces;

  constructor(
    private readonly database: Database,
    private readonly log: FactLog,
    private readonly finder: EntityFinder,
  ) {
    this.#namespaces = new Namespaces(database, log);
  }

  /** Networks that were there, the newest first. */
  async list(filter: NetworkFilter, wish: PageAsOfWish): Promise<PageAsOf<NetworkView>> {
    const start = pageStart(wish, { list: 'networks', ...filter }, [0]);
    const { name = null, driver = null } = filter;
    const rows = await this.database.prisma.$queryRaw<readonly (FactRow & { readonly entity: bigint })[]>`
      select v.entity, e.position, e.version, e.body
      from (select v.entity, lower(v.valid) as since
            from unnest(${await hostsOf(this.database, filter.host)}::text[]) as h (host)
            cross join ${versionsAt(Prisma.sql`network_versions`, Prisma.sql`held.host = h.host`, start.position)} as v
            where v.entity < ${start.after?.[0] ?? Number.MAX_SAFE_INTEGER}::bigint
              and v.name = coalesce(${name}, v.name) and v.driver = coalesce(${driver}, v.driver)
            order by v.entity desc limit ${wish.limit + 1}) as v
      cross join ${eventAt(Prisma.sql`v.since`)} as e
      order by v.entity desc`;
    return pageAsOf(rows, start, {
      limit: wish.limit,
      placeOf: ({ entity }) => [Number(entity)],
      itemOf: (row) => viewNetwork(this.log.factOf(row)),
    });
  }

  /**
   * The network of that name or id, with its members.
   *
   * @throws DomainError `network-not-found`, `ambiguous-id`
   */
  async one(sought: Omit<Sought, 'kind'>): Promise<WholeNetworkView> {
    const { host, position, fact } = await this.finder.factOf({ kind: 'network', ...sought });
    const network = networkIn(fact);
    const containers = await this.#members(network, { host, position });
    const names = namesOn(network, containers);
    const then = {
      network,
      names,
      around: await this.#namespaces.around(containers, { host, position }),
      hostnames: await this.#hostnames(containers),
    };
    const members = containers.map((container) => viewMember(container, then));
    return { ...viewNetwork(fact), members, names: names.map(viewName) };
  }

  /** The containers that have a place on the network, stopped ones too. One that was never started knows the network by its name alone. */
  async #members(
    { id, name }: NetworkSnapshot,
    { host, position }: { readonly host: string; readonly position: number },
  ): Promise<readonly ContainerSnapshot[]> {
    const rows = await this.database.prisma.$queryRaw<readonly FactRow[]>`
      select e.position, e.version, e.body
      from unnest(${[id, '']}::text[]) as n (network)
      cross join ${versionsAt(Prisma.sql`endpoint_versions`, Prisma.sql`held.network = n.network`, position)} as p
      cross join ${containerAt(Prisma.sql`p.entity`, position)} as v
      cross join ${eventAt(Prisma.sql`v.since`)} as e
      where p.host = ${host} and (p.network <> '' or p.network_name = ${name})
      order by v.entity`;
    return rows.map((row) => containerIn(this.log.factOf(row)));
  }

  /** By container. Docker names a host by the container's short id unless it is told another name. */
  async #hostnames(containers: readonly ContainerSnapshot[]): Promise<ReadonlyMap<string, string>> {
    const details = await this.log.contents(containers.flatMap(({ detail }) => detail ?? []));
    const nameOf = ({ id, detail }: ContainerSnapshot) => {
      const config = details.get(detail ?? '')?.['config'] as { readonly Hostname?: string } | undefined;
      return config?.Hostname || id.slice(0, 12);
    };
    return new Map(containers.map((container) => [container.id, nameOf(container)]));
  }
}
