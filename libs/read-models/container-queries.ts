import { familiarReference } from '#domain';
import { type Database, Prisma } from '#prisma';
import { containerIn, type ContainerView, viewContainer } from './container-view.js';
import type { FactLog, FactRow } from './fact-log.js';
import type { EntityFinder, Sought } from './find-entity.js';
import { hostsOf } from './hosts-on-record.js';
import { Namespaces, type NamespaceView, viewNamespace } from './namespaces.js';
import { type PageAsOf, pageAsOf, type PageAsOfWish, pageStart } from './page-as-of.js';
import { eventAt, versionAt, versionsAt } from './version-at.js';

/** Which containers; all that are given must hold. */
export interface ContainerFilter {
  readonly host?: string;
  readonly name?: string;
  /** The image's id, the beginning of it, or a name that it had. */
  readonly image?: string;
  readonly state?: string;
  /** A network's name, id or the beginning of it; or a mode: `host`, `none`, `container:<id>`. */
  readonly network?: string;
}

/** A container with all that is known of it. */
export interface WholeContainerView extends ContainerView {
  /** As the engine tells its configuration; null when it could not be inspected. */
  readonly detail: Readonly<Record<string, unknown>> | null;
  readonly namespace: NamespaceView;
}

/** Reads what containers were. */
export class ContainerQueries {
  readonly #namespaces: Namespaces;

  constructor(
    private readonly database: Database,
    private readonly log: FactLog,
    private readonly finder: EntityFinder,
  ) {
    this.#namespaces = new Namespaces(database, log);
  }

  /** Containers that were there, stopped ones too, the newest first. */
  async list(filter: ContainerFilter, wish: PageAsOfWish): Promise<PageAsOf<ContainerView>> {
    const start = pageStart(wish, { list: 'containers', ...filter }, [0]);
    const rows = await this.database.prisma.$queryRaw<readonly (FactRow & { readonly entity: bigint })[]>`
      select v.entity, e.position, e.version, e.body
      from (select v.entity, lower(v.valid) as since
            from unnest(${await hostsOf(this.database, filter.host)}::text[]) as h (host)
            cross join ${versionsAt(Prisma.sql`container_versions`, Prisma.sql`held.host = h.host`, start.position)} as v
            where ${conditions(filter, start.position, start.after?.[0])}
            order by v.entity desc limit ${wish.limit + 1}) as v
      cross join ${eventAt(Prisma.sql`v.since`)} as e
      order by v.entity desc`;
    return pageAsOf(rows, start, {
      limit: wish.limit,
      placeOf: ({ entity }) => [Number(entity)],
      itemOf: (row) => viewContainer(this.log.factOf(row)),
    });
  }

  /**
   * The container of that name or id.
   *
   * @throws DomainError `container-not-found`, `ambiguous-id`
   */
  async one(sought: Omit<Sought, 'kind'>): Promise<WholeContainerView> {
    const { host, position, fact } = await this.finder.factOf({ kind: 'container', ...sought });
    const container = containerIn(fact);
    const around = await this.#namespaces.around([container], { host, position });
    return {
      ...viewContainer(fact),
      detail: (await this.log.contents([container.detail ?? ''])).get(container.detail ?? '') ?? null,
      namespace: viewNamespace(container, around),
    };
  }
}

function conditions(
  { name, image, state, network }: ContainerFilter,
  position: number,
  before: number | undefined,
): Prisma.Sql {
  const all = [Prisma.sql`true`];
  if (before !== undefined) all.push(Prisma.sql`v.entity < ${before}`);
  if (name !== undefined) all.push(Prisma.sql`v.name = ${name}`);
  if (state !== undefined) all.push(Prisma.sql`v.state = ${state}`);
  if (image !== undefined) all.push(isOfImage(image, position));
  if (network !== undefined) all.push(isOnNetwork(network, position));
  return Prisma.join(all, ' and ');
}

function isOfImage(image: string, position: number): Prisma.Sql {
  const id = image.startsWith('sha256:') ? image : `sha256:${image}`;
  return Prisma.sql`(starts_with(v.image, ${id}) or coalesce((
    select t.image = v.image
    from ${versionAt(Prisma.sql`tag_versions`, Prisma.sql`held.host = v.host and held.name = ${familiarReference(image)}`, position)} as t
  ), false))`;
}

function isOnNetwork(network: string, position: number): Prisma.Sql {
  return Prisma.sql`(v.network_mode = ${network} or coalesce((
    select true from endpoint_versions p
    where p.entity = v.entity and p.valid @> ${position}::bigint
      and (p.network_name = ${network} or starts_with(p.network, ${network})) limit 1), false))`;
}
