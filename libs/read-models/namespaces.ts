import {
  type ContainersById,
  type ContainerSnapshot,
  losersOf,
  namespaceOwner,
  type NetworkShare,
  sharedWith,
  shareOf,
  sharersOf,
} from '#domain';
import { type Database, Prisma } from '#prisma';
import { containerIn, type ContainerRef, containerRef } from './container-view.js';
import type { FactLog, FactRow } from './fact-log.js';
import { eventAt, versionsAt } from './version-at.js';

/** Whose network a container has, and who has the container's. */
export interface NamespaceView {
  /** The container whose network namespace it has: itself, unless its mode is `container:<id>`; null when that one is not known. */
  readonly owner: ContainerRef | null;
  /** `own`, or what became of the network that it shares. */
  readonly network: 'own' | NetworkShare;
  /** The containers that share it, also by way of each other. */
  readonly sharedBy: readonly SharerView[];
  /** Those of them that would have `lo` alone, if this container stopped. */
  readonly breaksIfStopped: readonly ContainerRef[];
}

/** A container that shares the network of another one. */
export interface SharerView extends ContainerRef {
  /** The id in its mode `container:<id>`. */
  readonly by: string;
  readonly network: NetworkShare;
}

export function viewNamespace(container: ContainerSnapshot, containers: ContainersById): NamespaceView {
  const owner = namespaceOwner(container, containers);
  return {
    owner: owner ? containerRef(owner) : null,
    network: sharedWith(container) === undefined ? 'own' : shareOf(container, containers),
    sharedBy: sharersOf(container, containers).map((sharer) => ({
      ...containerRef(sharer),
      by: sharedWith(sharer) ?? '',
      network: shareOf(sharer, containers),
    })),
    breaksIfStopped: losersOf(container, containers).map(containerRef),
  };
}

/** A host at a moment. */
interface HostThen {
  readonly host: string;
  readonly position: number;
}

/** Reads who shares whose network. */
export class Namespaces {
  constructor(
    private readonly database: Database,
    private readonly log: FactLog,
  ) {}

  /** These containers, all of the host that share another one's network, and those whose network it is. */
  async around(own: readonly ContainerSnapshot[], then: HostThen): Promise<ContainersById> {
    const containers = new Map<string, ContainerSnapshot>();
    let found = [...(await this.#sharers(then)), ...own];
    while (found.length > 0) {
      for (const container of found) containers.set(container.id, container);
      const named = found.flatMap((container) => sharedWith(container) ?? []);
      found = [
        ...(await this.#lastKnown(
          named.filter((id) => !containers.has(id)),
          then,
        )),
      ];
    }
    return containers;
  }

  async #sharers({ host, position }: HostThen): Promise<readonly ContainerSnapshot[]> {
    const rows = await this.database.prisma.$queryRaw<readonly FactRow[]>`
      select e.position, e.version, e.body
      from ${versionsAt(Prisma.sql`container_versions`, Prisma.sql`held.host = ${host}`, position)} as v
      cross join ${eventAt(Prisma.sql`lower(v.valid)`)} as e
      where starts_with(v.network_mode, 'container:')
      order by v.entity`;
    return rows.map((row) => containerIn(this.log.factOf(row)));
  }

  /** What each was by its last fact that tells it. */
  async #lastKnown(ids: readonly string[], { host, position }: HostThen): Promise<readonly ContainerSnapshot[]> {
    if (ids.length === 0) return [];
    const rows = await this.database.prisma.$queryRaw<readonly (FactRow & { readonly gone: boolean })[]>`
      select e.position, e.version, e.body,
             exists (select from facts r where r.entity = x.entity and r.position > last.position and r.position <= ${position}::bigint) as gone
      from entities x
      cross join lateral (
        select position from facts f
        where f.entity = x.entity and f.position <= ${position}::bigint and f.type <> 'ContainerRemoved'
        order by position desc limit 1) as last
      cross join ${eventAt(Prisma.sql`last.position`)} as e
      where x.kind = 'container' and x.host = ${host} and x.id = any(${[...ids]}::text[])`;
    return rows.map(({ gone, ...row }) => {
      const container = containerIn(this.log.factOf(row));
      return gone ? { ...container, state: 'removed' } : container;
    });
  }
}
