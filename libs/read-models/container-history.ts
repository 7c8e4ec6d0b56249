import type { ContainerSnapshot, Job } from '#domain';
import type { Database } from '#prisma';
import { ContainerJobs } from './container-jobs.js';
import { containerIn } from './container-view.js';
import type { FactLog, ToldFact } from './fact-log.js';
import type { EntityFinder, Found, Sought } from './find-entity.js';
import { type PageAsOf, pageAsOf, type PageAsOfWish, type PageStart, pageStart } from './page-as-of.js';

/** Something in a container's life: a fact, or a job that made it or named it. Both stand in the log at a position. */
export type LifeEntry =
  | { readonly position: number; readonly fact: ToldFact }
  | { readonly position: number; readonly job: Job };

/** A page of a container's life, the oldest first. */
export interface ContainerLife extends PageAsOf<LifeEntry> {
  /** What it was last; `removed` is its state when it is gone. */
  readonly container: Pick<
    ContainerSnapshot,
    'id' | 'name' | 'image' | 'imageName' | 'createdAt' | 'state' | 'networkMode'
  > & { readonly host: string };
}

interface EntryRow {
  readonly position: bigint;
  /** Null for a fact. */
  readonly job: Job | null;
}

/** Reads whole lives of containers. */
export class ContainerHistory {
  readonly #jobs: ContainerJobs;

  constructor(
    private readonly database: Database,
    private readonly log: FactLog,
    private readonly finder: EntityFinder,
  ) {
    this.#jobs = new ContainerJobs(database, log);
  }

  /**
   * The life of the container of that name or id up to then, also when it was gone by then. Of a name that several had, the last one's.
   *
   * @throws DomainError `container-not-found`, `ambiguous-id`
   */
  async of(sought: Omit<Sought, 'kind'>, wish: PageAsOfWish): Promise<ContainerLife> {
    const start = pageStart(wish, { list: 'history', ref: sought.ref, host: sought.host }, [0]);
    const found = await this.finder.findEver({ ...sought, kind: 'container', position: start.position });
    const rows = await this.#entries(found, start, wish.limit + 1);
    const facts = await this.log.told(rows.filter(({ job }) => job === null).map(({ position }) => Number(position)));
    const factAt = new Map(facts.map((fact) => [fact.position, fact]));
    const page = pageAsOf(rows, start, {
      limit: wish.limit,
      placeOf: ({ position }) => [Number(position)],
      itemOf: (row) => toEntry(row, factAt),
    });
    return { container: await this.#last(found, start.position), ...page };
  }

  async #last({ entity, host }: Found, position: number): Promise<ContainerLife['container']> {
    const rows = await this.database.prisma.$queryRaw<readonly { readonly position: bigint }[]>`
      select position from facts where entity = ${entity} and position <= ${position}::bigint order by position desc limit 2`;
    const [last, beforeLast] = await this.log.inOrder(rows.map((row) => Number(row.position)));
    const isGone = last?.type === 'ContainerRemoved';
    const told = isGone ? beforeLast : last;
    if (!told) throw new Error(`entity ${entity} has no fact that tells what it was`);
    const { id, name, image, imageName, createdAt, state, networkMode } = containerIn(told);
    return { host, id, name, image, imageName, createdAt, state: isGone ? 'removed' : state, networkMode };
  }

  /** Facts and jobs as one list. */
  async #entries(found: Found, { position, after }: PageStart<[number]>, limit: number): Promise<readonly EntryRow[]> {
    const stretch = { after: after?.[0] ?? 0, through: position, limit };
    return this.database.prisma.$queryRaw<readonly EntryRow[]>`
      select position, job from (
        (select position, null::jsonb as job from facts
         where entity = ${found.entity} and position > ${stretch.after}::bigint and position <= ${position}::bigint
         order by position limit ${limit})
        union all
        select pid, job from (${await this.#jobs.within(found, stretch)}) as jobs) as entries
      order by position limit ${limit}`;
  }
}

function toEntry({ position, job }: EntryRow, factAt: ReadonlyMap<number, ToldFact>): LifeEntry {
  if (job !== null) return { position: Number(position), job };
  const fact = factAt.get(Number(position));
  if (!fact) throw new Error(`the log has no event ${position}`);
  return { position: Number(position), fact };
}
