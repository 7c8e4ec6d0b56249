import { isIPv4 } from 'node:net';
import { type Database, Prisma } from '#prisma';
import { type FactLog, nameIn } from './fact-log.js';
import { type FactView, snapshotAfter, viewFact } from './fact-view.js';
import { hostsOf } from './hosts-on-record.js';
import { type PageAsOf, pageAsOf, type PageAsOfWish, pageStart } from './page-as-of.js';
import { versionAt } from './version-at.js';

/** Whose tenancies. */
export interface AddressFilter {
  /** An IPv4 or IPv6 address. */
  readonly ip: string;
  readonly host?: string;
}

/** A stretch of time in which a container had an address. */
export interface TenancyView {
  readonly ip: string;
  readonly host: string;
  readonly network: { readonly id: string; readonly name: string };
  /** As it was named when it got the address. */
  readonly container: { readonly id: string; readonly name: string | null };
  /** The fact that gave it the address: its cause is the job that started the container. */
  readonly from: FactView;
  /** The fact that took it away; null while it has it. */
  readonly to: FactView | null;
}

interface Row {
  readonly host: string;
  readonly id: string;
  readonly network: string;
  readonly network_name: string;
  readonly start: bigint;
  readonly stop: bigint | null;
}

/** Reads who held which address. */
export class AddressQueries {
  constructor(
    private readonly database: Database,
    private readonly log: FactLog,
  ) {}

  /** The tenants of an address by then, the newest first. */
  async tenancies(filter: AddressFilter, wish: PageAsOfWish): Promise<PageAsOf<TenancyView>> {
    const start = pageStart(wish, { list: 'addresses', ...filter }, [0, '']);
    const rows = await this.#rows(filter, start.position, { limit: wish.limit + 1, after: start.after });
    const facts = await this.log.at(rows.flatMap(({ start, stop }) => [Number(start), Number(stop ?? start)]));
    return pageAsOf(rows, start, {
      limit: wish.limit,
      placeOf: (row) => [Number(row.start), row.network_name],
      itemOf: (row) => {
        const [from, to] = [facts.get(Number(row.start)), facts.get(Number(row.stop))];
        if (!from) throw new Error(`the log has no event ${row.start}`);
        return {
          ip: filter.ip,
          host: row.host,
          network: { id: row.network, name: row.network_name },
          container: { id: row.id, name: nameIn(snapshotAfter(from)) },
          from: viewFact(from),
          to: to ? viewFact(to) : null,
        };
      },
    });
  }

  /**
   * A tenancy begins with a row that continues none of the same place, and ends with the last of those that continue it. The index is walked
   * backwards from the page's place, host by host.
   */
  async #rows(
    { ip, host }: AddressFilter,
    position: number,
    { limit, after }: { readonly limit: number; readonly after: readonly [number, string] | undefined },
  ): Promise<readonly Row[]> {
    const address = isIPv4(ip) ? Prisma.sql`ipv4` : Prisma.sql`ipv6`;
    const [before, name] = after ?? [position + 1, ''];
    const endpoints = Prisma.sql`endpoint_versions`;
    const samePlace = Prisma.sql`held.entity = p.entity and held.network_name = p.network_name`;
    const continued = Prisma.sql`
      select true from ${versionAt(endpoints, samePlace, Prisma.sql`lower(p.valid) - 1`)} as last
      where last.${address} = p.${address}`;
    const next = Prisma.sql`
      select upper(next.valid) as stop from ${versionAt(endpoints, samePlace, Prisma.sql`run.stop`)} as next
      where next.${address} = ${ip}::inet`;
    return this.database.prisma.$queryRaw<readonly Row[]>`
      select p.host, x.id, p.network, p.network_name, p.start,
             case when tenancy.stop <= ${position}::bigint then tenancy.stop end as stop
      from (select p.*
            from unnest(${await hostsOf(this.database, host)}::text[]) as h (host)
            cross join lateral (
              select entity, host, network, network_name, valid, lower(valid) as start from endpoint_versions p
              where host = h.host and ${address} = ${ip}::inet and lower(valid) <= ${before}::bigint
                and (lower(valid), network_name) < (${before}::bigint, ${name})
                and (${continued}) is null
              order by lower(valid) desc, network_name desc limit ${limit}) as p
            order by p.start desc, p.network_name desc limit ${limit}) as p
      cross join lateral (select id from entities where entity = p.entity limit 1) as x
      cross join lateral (
        with recursive run (stop) as (
          select upper(p.valid)
          union all
          select next.stop from run cross join lateral (${next}) as next
        )
        select case when bool_or(stop is null) then null else max(stop) end as stop from run) as tenancy
      order by p.start desc, p.network_name desc`;
  }
}
