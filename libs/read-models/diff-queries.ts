import { type EntityKind, entityKinds } from '#domain';
import { type Database, Prisma } from '#prisma';
import { type FactLog, type FactRow, nameIn } from './fact-log.js';
import { type Changes, changesBetween, type FactView, snapshotAfter, viewFact } from './fact-view.js';
import type { RecordedFact } from './history/told-after.js';
import { hostsOf } from './hosts-on-record.js';
import { type PageAsOf, pageAsOf, type PageAsOfWish, type PageStart, pageStart } from './page-as-of.js';
import { eventAt, versionsAt } from './version-at.js';

/** Which differences; all that are given must hold. */
export interface DiffFilter {
  readonly host?: string;
  readonly kind?: EntityKind;
}

/** Which page of the differences between two moments; `position` is the later one. */
export interface DiffWish extends PageAsOfWish {
  readonly from: number;
}

/** Something that was not the same at two moments. */
export interface DifferenceView {
  readonly kind: EntityKind;
  readonly change: 'added' | 'removed' | 'changed';
  readonly host: string;
  readonly id: string;
  /** Null for an image without a name. */
  readonly name: string | null;
  /** What differs: all of what was added, nothing of what was removed. */
  readonly changes: Changes;
  /** What happened to it in between, the newest first. */
  readonly causes: readonly FactView[];
  /** True when more happened to it than `causes` has. */
  readonly hasMoreCauses: boolean;
}

interface Row {
  readonly place: number;
  readonly entity: bigint;
  readonly host: string;
  readonly id: string;
  readonly before: bigint | null;
  readonly after: bigint | null;
}

const versionsOf: Readonly<Record<EntityKind, Prisma.Sql>> = {
  container: Prisma.sql`container_versions`,
  image: Prisma.sql`image_versions`,
  network: Prisma.sql`network_versions`,
  volume: Prisma.sql`volume_versions`,
};

/** So many causes are told of one difference. */
const mostCauses = 10;

/** Compares what was there at two moments. */
export class DiffQueries {
  constructor(
    private readonly database: Database,
    private readonly log: FactLog,
  ) {}

  /** What differs, kind by kind, the oldest thing first. What came and went in between is not told, nor what changed and changed back. */
  async list(filter: DiffFilter, { from, ...wish }: DiffWish): Promise<PageAsOf<DifferenceView>> {
    const start = pageStart(wish, { list: 'diff', ...filter, from }, [0, 0]);
    const rows = await this.#rows(filter, { from, start, limit: wish.limit + 1 });
    const facts = await this.log.at(rows.flatMap(({ before, after }) => [Number(before), Number(after)]));
    const causes = await this.#causes(rows, { from, to: start.position });
    return pageAsOf(rows, start, {
      limit: wish.limit,
      placeOf: ({ place, entity }) => [place, Number(entity)],
      itemOf: (row) => {
        const [before, after] = [facts.get(Number(row.before)), facts.get(Number(row.after))];
        return viewDifference(row, { before, after, causes: causes.get(row.entity) ?? [] });
      },
    });
  }

  async #rows(
    { host, kind }: DiffFilter,
    {
      from,
      start,
      limit,
    }: { readonly from: number; readonly start: PageStart<[number, number]>; readonly limit: number },
  ): Promise<readonly Row[]> {
    const hosts = await hostsOf(this.database, host);
    const kinds = kind === undefined ? entityKinds : [kind];
    const ends = kinds.map((each) => endsOf(each, { hosts, from, to: start.position }));
    const [place, entity] = start.after ?? [0, 0];
    return this.database.prisma.$queryRaw<readonly Row[]>`
      select ends.place, ends.entity, ends.host, x.id, ends.before, ends.after
      from (${Prisma.join(ends, ' union all ')}) as ends
      cross join lateral (select id from entities where entity = ends.entity limit 1) as x
      where (ends.place, ends.entity) > (${place}, ${entity}::bigint)
      order by ends.place, ends.entity limit ${limit}`;
  }

  /** What happened to each, between the two moments. */
  async #causes(
    rows: readonly Row[],
    { from, to }: { readonly from: number; readonly to: number },
  ): Promise<ReadonlyMap<bigint, readonly RecordedFact[]>> {
    const facts = await this.database.prisma.$queryRaw<readonly (FactRow & { readonly entity: bigint })[]>`
      select f.entity, e.position, e.version, e.body
      from unnest(${rows.map(({ entity }) => entity)}::bigint[]) as x (entity)
      cross join lateral (
        select entity, position from facts
        where entity = x.entity and position > ${from}::bigint and position <= ${to}::bigint
        order by position desc limit ${mostCauses + 1}) as f
      cross join ${eventAt(Prisma.sql`f.position`)} as e
      order by f.position desc`;
    const found = Map.groupBy(facts, ({ entity }) => entity);
    return new Map([...found].map(([entity, own]) => [entity, own.map((row) => this.log.factOf(row))]));
  }
}

/** What was there at the one moment and not at the other, or was another then: by the facts that told it. */
function endsOf(
  kind: EntityKind,
  { hosts, from, to }: { readonly hosts: string[]; readonly from: number; readonly to: number },
): Prisma.Sql {
  const held = (position: number) => versionsAt(versionsOf[kind], Prisma.sql`held.host = h.host`, position);
  const toldBy = (position: Prisma.Sql) =>
    Prisma.sql`(select body::jsonb -> 'data' -> ${kind} from events where position = ${position})`;
  return Prisma.sql`
    select ${entityKinds.indexOf(kind)} + 1 as place, h.host, ends.*
    from unnest(${hosts}::text[]) as h (host)
    cross join lateral (
      select entity, lower(earlier.valid) as before, lower(later.valid) as after
      from (select entity, valid from ${held(from)} as v) as earlier
      full join (select entity, valid from ${held(to)} as v) as later using (entity)
      where earlier.valid is distinct from later.valid) as ends
    where ends.before is null or ends.after is null
      or ${toldBy(Prisma.sql`ends.before`)} <> ${toldBy(Prisma.sql`ends.after`)}`;
}

function viewDifference(
  { place, host, id, before: was, after: is }: Row,
  {
    before,
    after,
    causes,
  }: {
    readonly before?: RecordedFact | undefined;
    readonly after?: RecordedFact | undefined;
    readonly causes: readonly RecordedFact[];
  },
): DifferenceView {
  const [earlier, later] = [before && snapshotAfter(before), after && snapshotAfter(after)];
  return {
    kind: entityKinds[place - 1] ?? 'container',
    change: was === null ? 'added' : is === null ? 'removed' : 'changed',
    host,
    id,
    name: nameIn(later) ?? nameIn(earlier),
    changes: changesBetween(earlier, later),
    causes: causes.slice(0, mostCauses).map(viewFact),
    hasMoreCauses: causes.length > mostCauses,
  };
}
