import { type Database, Prisma } from '#prisma';
import type { ContainerRef } from './container-view.js';
import { hostsOf } from './hosts-on-record.js';
import { type PageAsOf, pageAsOf, type PageAsOfWish, pageStart } from './page-as-of.js';
import { containerAt, versionsAt } from './version-at.js';

/** Which ports; all that are given must hold. */
export interface PortFilter {
  readonly host?: string;
  readonly protocol?: string;
}

/** A port of a host that a container has. */
export interface PortView {
  readonly host: string;
  readonly ip: string;
  readonly port: number;
  readonly protocol: string;
  readonly containerPort: number;
  /** False: its container does not run, and takes the port as soon as it does. */
  readonly published: boolean;
  readonly container: ContainerRef;
}

/** The first port of a host that no container has. */
export interface FreePortView {
  readonly host: string;
  readonly protocol: string;
  /** Null: there is none up to 65535. */
  readonly port: number | null;
}

interface Row extends Omit<PortView, 'container' | 'containerPort'> {
  readonly entity: bigint;
  readonly container_port: number;
  readonly id: string;
  readonly name: string;
  readonly state: string;
}

/** Reads which containers had which ports of their hosts. */
export class PortQueries {
  constructor(private readonly database: Database) {}

  /** Ports, by host, number, protocol and address. */
  async list(filter: PortFilter, wish: PageAsOfWish): Promise<PageAsOf<PortView>> {
    const start = pageStart(wish, { list: 'ports', ...filter }, ['', 0, '', '', 0, 0]);
    const [host, port, protocol, ip, containerPort, entity] = start.after ?? ['', 0, '', '', 0, 0];
    const rows = await this.database.prisma.$queryRaw<readonly Row[]>`
      select p.*, x.id, v.name, v.state
      from (select p.entity, p.host, p.ip, p.port, p.protocol, p.container_port, p.published
            from unnest(${await hostsOf(this.database, filter.host)}::text[]) as h (host)
            cross join ${versionsAt(Prisma.sql`port_versions`, Prisma.sql`held.host = h.host`, start.position)} as p
            where p.protocol = coalesce(${filter.protocol ?? null}, p.protocol) and (p.host, p.port, p.protocol, p.ip, p.container_port, p.entity)
                > (${host}, ${port}, ${protocol}, ${ip}, ${containerPort}, ${entity}::bigint)
            order by p.host, p.port, p.protocol, p.ip, p.container_port, p.entity limit ${wish.limit + 1}) as p
      cross join lateral (select id from entities where entity = p.entity limit 1) as x
      cross join ${containerAt(Prisma.sql`p.entity`, start.position)} as v
      order by p.host, p.port, p.protocol, p.ip, p.container_port, p.entity`;
    return pageAsOf(rows, start, {
      limit: wish.limit,
      placeOf: (row) => [row.host, row.port, row.protocol, row.ip, row.container_port, Number(row.entity)],
      itemOf: viewPort,
    });
  }

  /** The first port at or after `from` that no container has, on each of the hosts. */
  async free({
    hosts,
    from,
    protocol,
    position,
  }: {
    readonly hosts: readonly string[];
    readonly from: number;
    readonly protocol: string;
    readonly position: number;
  }): Promise<readonly FreePortView[]> {
    return this.database.prisma.$queryRaw<readonly FreePortView[]>`
      with taken as materialized (
        select distinct h.host, p.port
        from unnest(${[...hosts]}::text[]) as h (host)
        cross join ${versionsAt(Prisma.sql`port_versions`, Prisma.sql`held.host = h.host`, position)} as p
        where p.protocol = ${protocol} and p.port >= ${from})
      select h.host, ${protocol} as protocol, min(candidate.port)::integer as port
      from unnest(${[...hosts]}::text[]) as h (host)
      left join lateral (
        select ${from}::integer as port
        union all
        select taken.port + 1 from taken where taken.host = h.host) as candidate
        on candidate.port <= 65535
        and not exists (select from taken where taken.host = h.host and taken.port = candidate.port)
      group by h.host order by h.host`;
  }
}

function viewPort({
  host,
  ip,
  port,
  protocol,
  container_port: containerPort,
  published,
  id,
  name,
  state,
}: Row): PortView {
  return { host, ip, port, protocol, containerPort, published, container: { id, name, state } };
}
