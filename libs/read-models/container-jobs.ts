import { type Database, Prisma } from '#prisma';
import type { FactLog } from './fact-log.js';
import type { Found } from './find-entity.js';

/** A stretch of the log: positions greater than `after`, up to `through`; of what is found there, so many. */
export interface Stretch {
  readonly after: number;
  readonly through: number;
  readonly limit: number;
}

/** How a container was called between two positions. */
interface Call {
  readonly ref: string;
  readonly from: number;
  readonly until: number;
}

type CallRow = { readonly [Field in keyof Call]: Call[Field] extends number ? bigint : string };

/** Finds the jobs that made a container, or that named it. */
export class ContainerJobs {
  constructor(
    private readonly database: Database,
    private readonly log: FactLog,
  ) {}

  /** A query for their `pid` and `job`, the oldest first. What a job names and makes stands in the audit. */
  async within(found: Found, { after, through, limit }: Stretch): Promise<Prisma.Sql> {
    const { entity, host } = found;
    const calls = await this.#calls(found);
    return Prisma.sql`
      (select pid, job from jobs
       where id = any(${await this.#makers(entity)}::uuid[]) and pid > ${after}::bigint and pid <= ${through}::bigint)
      union
      (select j.pid, j.job
       from unnest(${calls.map(({ ref }) => ref)}::text[], ${calls.map(({ from }) => from)}::bigint[],
                   ${calls.map(({ until }) => until)}::bigint[]) as called (ref, "from", until)
       cross join lateral (
         select position from audit_targets t
         where (ref, position) > (called.ref, greatest(${after}::bigint, called."from"))
           and (ref, position) <= (called.ref, least(${through}::bigint, called.until))
           and kind = 'container' and known <= ${through}::bigint
           and (select host from jobs where pid = t.position) = ${host}
         order by ref, position limit ${limit}) as named
       cross join lateral (select pid, job from jobs where pid = named.position limit 1) as j)`;
  }

  /** The job that its first fact came of, and the one that its label names. */
  async #makers(entity: number): Promise<string[]> {
    const [first] = await this.log.inOrder([entity]);
    if (!first || !('container' in first.data)) return [];
    const { cause, container } = first.data;
    const jobs = [...(cause.by === 'job' ? [cause.job] : []), container.job ?? ''];
    return jobs.filter((job) => uuid.test(job));
  }

  /** What a job may have called it, and when: its id, so much of the id as Docker shows or more, and its names. */
  async #calls({ entity, id }: Found): Promise<readonly Call[]> {
    const names = await this.database.prisma.$queryRaw<readonly CallRow[]>`
      select name as ref, min(lower(valid)) as "from", max(coalesce(upper(valid), ${endless}::bigint)) as until
      from container_versions where entity = ${entity} group by name`;
    const calls = names.map(({ ref, from, until }) => ({ ref, from: Number(from), until: Number(until) }));
    const beginnings = Array.from({ length: id.length - shortId + 1 }, (_, n) => id.slice(0, id.length - n));
    return [...beginnings.map((ref) => ({ ref, from: 0, until: endless })), ...calls];
  }
}

/** So many digits of an id does Docker show. */
const shortId = 12;
const endless = Number.MAX_SAFE_INTEGER;
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
