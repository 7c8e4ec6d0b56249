import type { Job, JobStateName } from '#domain';
import { type Database, Prisma } from '#prisma';
import { readModels } from './read-models.projection.js';
import { type Page, pageOf, type PageWish, placeOf } from './page.js';

/** Which jobs; all that are given must hold. */
export interface JobFilter {
  readonly actor?: string;
  readonly name?: string;
  readonly state?: JobStateName;
  readonly host?: string;
  /** Submitted at or after; RFC 3339. */
  readonly since?: string;
  /** Submitted before; RFC 3339. */
  readonly until?: string;
}

/** What workers need of a job that has not ended. */
export interface UnendedJob {
  readonly id: string;
  readonly name: string;
  readonly host: string;
  readonly nice: number;
  /** RFC 3339. */
  readonly submittedAt: string;
  /** True when a front door runs it. */
  readonly served: boolean | null;
  /** Who began with it last; null when nobody has. */
  readonly worker: string | null;
}

/** Reads the table of jobs. */
export class JobQueries {
  constructor(private readonly database: Database) {}

  /** Jobs, the newest first. */
  async list(filter: JobFilter, { limit, cursor }: PageWish): Promise<Page<Job>> {
    const [before] = cursor === undefined ? [] : placeOf(cursor, filter, [0]);
    const rows = await this.database.prisma.$queryRaw<readonly { readonly pid: bigint; readonly job: Job }[]>`
      select pid, job from jobs where ${conditions(filter, before)} order by pid desc limit ${limit + 1}`;
    return pageOf(rows, { limit, query: filter, placeOf: ({ pid }) => [Number(pid)], itemOf: ({ job }) => job });
  }

  /** All jobs that had not ended, whole, at the position that the read models have come to. */
  async unendedAt(): Promise<{ readonly jobs: readonly Job[]; readonly position: number }> {
    const [row] = await this.database.prisma.$queryRaw<
      readonly { readonly jobs: readonly Job[]; readonly position: bigint }[]
    >`
      select coalesce((select position from checkpoints where name = ${readModels.name}), 0) as position,
             coalesce((select jsonb_agg(job order by pid) from jobs where state in ('queued', 'running')), '[]') as jobs`;
    return { jobs: row?.jobs ?? [], position: Number(row?.position ?? 0) };
  }

  /** How many jobs of a host have not begun. */
  async waiting(host: string): Promise<number> {
    const [row] = await this.database.prisma.$queryRaw<readonly { readonly count: bigint }[]>`
      select count(*) from jobs where state = 'queued' and host = ${host}`;
    return Number(row?.count ?? 0);
  }

  /** The ids of the jobs of a name that have not ended, the oldest first. */
  async unendedOf(name: string): Promise<readonly string[]> {
    const rows = await this.database.prisma.$queryRaw<readonly { readonly id: string }[]>`
      select id from jobs where name = ${name} and state in ('queued', 'running') order by pid`;
    return rows.map(({ id }) => id);
  }

  /** What workers need of all jobs that have not ended, the oldest first. */
  async unended(): Promise<readonly UnendedJob[]> {
    return this.database.prisma.$queryRaw<readonly UnendedJob[]>`
      select id, name, host, (job ->> 'nice')::integer as nice, job ->> 'submittedAt' as "submittedAt",
             (job ->> 'served')::boolean as served, job ->> 'worker' as worker
      from jobs where state in ('queued', 'running') and name <> 'batch' order by pid limit 10000`;
  }
}

function conditions({ actor, name, state, host, since, until }: JobFilter, before: number | undefined): Prisma.Sql {
  const all = [Prisma.sql`true`];
  if (before !== undefined) all.push(Prisma.sql`pid < ${before}`);
  if (actor !== undefined) all.push(Prisma.sql`actor = ${actor}`);
  if (name !== undefined) all.push(Prisma.sql`name = ${name}`);
  if (state !== undefined) all.push(Prisma.sql`state = ${state}`);
  if (host !== undefined) all.push(Prisma.sql`host = ${host}`);
  if (since !== undefined) all.push(Prisma.sql`submitted_at >= ${new Date(since)}`);
  if (until !== undefined) all.push(Prisma.sql`submitted_at < ${new Date(until)}`);
  return Prisma.join(all, ' and ');
}
