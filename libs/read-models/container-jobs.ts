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

  /** A query for their `pid` and `job`, the oldest first. Each part of it is found by an index, no further than the limit. */
  async within({ entity, host, id }: Found, { after, through, limit }: Stretch): Promise<Prisma.Sql> {
    const makers = await this.#makers(entity);
    const calls = await this.#calls({ entity, host, id });
    const until = Math.min(through, Math.max(...calls.map((call) => call.until)));
    return Prisma.sql`
      (select pid, job from jobs
       where id = any(${makers}::uuid[]) and pid > ${after}::bigint and pid <= ${through}::bigint)
      union
      (select pid, job from jobs
       where left(job -> 'exit' -> 'result' ->> 'container', 200) = ${id} and host = ${host}
         and pid > ${after}::bigint and pid <= ${through}::bigint
       order by pid limit ${limit})
      union
      (select pid, job from jobs
       where left(job -> 'args' ->> 'container', 200) = any(${calls.map(({ ref }) => ref)}::text[]) and host = ${host}
         and pid > ${Math.max(after, entity)}::bigint and pid <= ${until}::bigint and ${isCalledThen(calls)}
       order by pid limit ${limit})`;
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
    const life = { from: entity, until: Math.max(...calls.map(({ until }) => until)) };
    const beginnings = Array.from({ length: id.length - shortId + 1 }, (_, n) => id.slice(0, id.length - n));
    return [...beginnings.map((ref) => ({ ref, ...life })), ...calls];
  }
}

/** So many digits of an id does Docker show. */
const shortId = 12;
const endless = Number.MAX_SAFE_INTEGER;
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether it was called so when the job was submitted. */
function isCalledThen(calls: readonly Call[]): Prisma.Sql {
  const [refs, froms, untils] = [
    calls.map(({ ref }) => ref),
    calls.map(({ from }) => from),
    calls.map(({ until }) => until),
  ];
  return Prisma.sql`coalesce((
    select true from unnest(${refs}::text[], ${froms}::bigint[], ${untils}::bigint[]) as called (ref, "from", until)
    where called.ref = left(job -> 'args' ->> 'container', 200) and pid > called."from" and pid <= called.until
    limit 1), false)`;
}
