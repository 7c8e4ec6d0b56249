import { type PruneKind, type PrunePlan, prunePlanOf } from '#domain';
import type { RecordedEvent } from '#event-sourcing';
import { type Database, Prisma } from '#prisma';
import type { RaiseEvents } from './fact-queries.js';
import { type Page, pageOf, type PageWish, placeOf } from './page.js';

/** Which prune plans; all that are given must hold. */
export interface PrunePlanFilter {
  readonly kind?: PruneKind;
  readonly host?: string;
  readonly actor?: string;
}

/** The two events of a plan, as they stand in the log. */
interface Row {
  readonly position: bigint;
  readonly planned: string;
  readonly applied: string | null;
}

/** Lists prune plans. A plan is two events at most, so that the log itself is read, by its index of types: no table has to be kept. */
export class PrunePlanQueries {
  constructor(
    private readonly database: Database,
    private readonly raise: RaiseEvents,
  ) {}

  /** Prune plans, the newest first. */
  async list(filter: PrunePlanFilter, { limit, cursor }: PageWish): Promise<Page<PrunePlan>> {
    const [before] = cursor === undefined ? [] : placeOf(cursor, filter, [0]);
    const rows = await this.database.prisma.$queryRaw<readonly Row[]>`
      select p.position, p.body as planned, a.body as applied
      from events p left join events a on a.stream = p.stream and a.version = 2
      where p.type = 'PrunePlanned' and ${conditions(filter, before)}
      order by p.position desc limit ${limit + 1}`;
    return pageOf(rows, {
      limit,
      query: filter,
      placeOf: ({ position }) => [Number(position)],
      itemOf: (row) => this.#planIn(row),
    });
  }

  #planIn({ position, planned, applied }: Row): PrunePlan {
    const events = [planned, ...(applied === null ? [] : [applied])].map((body, index): RecordedEvent => ({
      ...JSON.parse(body),
      position: Number(position),
      version: index + 1,
    }));
    const plan = prunePlanOf(this.raise(events));
    if (!plan) throw new Error(`the event at position ${position} began no prune plan`);
    return plan;
  }
}

function conditions({ kind, host, actor }: PrunePlanFilter, before: number | undefined): Prisma.Sql {
  const all = [Prisma.sql`true`];
  if (before !== undefined) all.push(Prisma.sql`p.position < ${before}`);
  if (kind !== undefined) all.push(Prisma.sql`p.body::jsonb #>> '{data,kind}' = ${kind}`);
  if (host !== undefined) all.push(Prisma.sql`p.body::jsonb #>> '{data,host}' = ${host}`);
  if (actor !== undefined) all.push(Prisma.sql`p.body::jsonb #>> '{metadata,actor,name}' = ${actor}`);
  return Prisma.join(all, ' and ');
}
