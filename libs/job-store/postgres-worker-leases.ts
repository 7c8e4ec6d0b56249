import type { WorkerLeases } from '#engine';
import type { Database } from '#prisma';

/** Leases in Postgres, by the clock of Postgres. */
export class PostgresWorkerLeases implements WorkerLeases {
  constructor(private readonly database: Database) {}

  async renew(worker: string, slots: ReadonlyMap<string, number> = new Map()): Promise<void> {
    const told = JSON.stringify(Object.fromEntries(slots));
    await this.database.prisma.$executeRaw`
      insert into worker_leases (worker, seen_at, slots) values (${worker}, now(), ${told}::jsonb)
      on conflict (worker) do update set seen_at = now(), slots = excluded.slots`;
  }

  async slots(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.database.prisma.$queryRaw<readonly { readonly host: string; readonly slots: number }[]>`
      select host, sum(count::integer)::integer as slots
      from worker_leases, jsonb_each_text(slots) as each (host, count)
      where greatest(seen_at, pg_postmaster_start_time()) > now() - interval '4 seconds'
      group by host`;
    return new Map(rows.map(({ host, slots }) => [host, slots]));
  }

  /** While Postgres itself has just started, no worker had the chance to renew: each that has a lease is taken for alive. */
  async isAlive(worker: string): Promise<boolean> {
    const rows = await this.database.prisma.$queryRaw<readonly unknown[]>`
      select from worker_leases
      where worker = ${worker} and greatest(seen_at, pg_postmaster_start_time()) > now() - interval '4 seconds'`;
    return rows.length > 0;
  }

  async end(worker: string): Promise<void> {
    await this.database.prisma.$executeRaw`
      delete from worker_leases where worker = ${worker} or seen_at < now() - interval '1 day'`;
  }
}
