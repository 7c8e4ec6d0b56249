import type { Job, JobStateName } from '#domain';
import { DomainError } from '#event-sourcing';
import type { Database, Prisma } from '#prisma';

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

/** A page of a list; `next` leads to the next one and is absent on the last. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next?: string;
}

/** What workers need of a job that has not ended. */
export interface UnendedJob {
  readonly id: string;
  readonly name: string;
  readonly host: string;
  readonly nice: number;
}

/** Reads the table of jobs. */
export class JobQueries {
  constructor(private readonly database: Database) {}

  /** Jobs, the newest first. */
  async list(filter: JobFilter, page: { readonly limit: number; readonly cursor?: string }): Promise<Page<Job>> {
    const before = page.cursor === undefined ? undefined : pidOf(page.cursor, filter);
    const rows = await this.database.prisma.jobRow.findMany({
      where: { ...conditions(filter), ...(before !== undefined && { pid: { lt: before } }) },
      orderBy: { pid: 'desc' },
      take: page.limit + 1,
      select: { pid: true, job: true },
    });
    const shown = rows.slice(0, page.limit);
    const last = shown.at(-1);
    const items = shown.map(({ job }) => job as unknown as Job);
    return rows.length > page.limit && last ? { items, next: cursorOf(last.pid, filter) } : { items };
  }

  /** All jobs that have not ended, the oldest first. */
  async unended(): Promise<readonly UnendedJob[]> {
    const rows = await this.database.prisma.jobRow.findMany({
      where: { state: { in: ['queued', 'running'] } },
      orderBy: { pid: 'asc' },
      take: 10_000,
      select: { id: true, name: true, host: true, job: true },
    });
    return rows.map(({ id, name, host, job }) => ({ id, name, host, nice: (job as unknown as Job).nice }));
  }
}

function conditions({ actor, name, state, host, since, until }: JobFilter): Prisma.JobRowWhereInput {
  return {
    ...(actor !== undefined && { actor }),
    ...(name !== undefined && { name }),
    ...(state !== undefined && { state }),
    ...(host !== undefined && { host }),
    ...((since !== undefined || until !== undefined) && {
      submittedAt: {
        ...(since !== undefined && { gte: new Date(since) }),
        ...(until !== undefined && { lt: new Date(until) }),
      },
    }),
  };
}

/** A cursor holds where its page ended, and of which query, so that it is not taken for another's. */
function cursorOf(pid: bigint, filter: JobFilter): string {
  return Buffer.from(JSON.stringify([Number(pid), queryOf(filter)])).toString('base64url');
}

function pidOf(cursor: string, filter: JobFilter): bigint {
  const [pid, query] = parsed(cursor);
  if (typeof pid === 'number' && Number.isSafeInteger(pid) && query === queryOf(filter)) return BigInt(pid);
  throw new DomainError(
    'invalid',
    'cursor-invalid',
    'This cursor belongs to another list. Take the one in `next` of a page with the same filters.',
  );
}

function parsed(cursor: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

function queryOf({ actor, name, state, host, since, until }: JobFilter): string {
  return JSON.stringify([actor, name, state, host, since, until]);
}
