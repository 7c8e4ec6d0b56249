import { type ContentEvent, type EntityKind, entityOfStream } from '#domain';
import type { RecordedEvent } from '#event-sourcing';
import { type Database, Prisma } from '#prisma';
import type { RaiseEvents } from './fact-queries.js';
import { type Changes, changesBetween, type FactView, snapshotAfter, viewFact } from './fact-view.js';
import type { RecordedFact } from './history/told-after.js';
import { eventAt } from './version-at.js';

/** A fact as it stands in the log. */
export interface FactRow {
  readonly position: bigint;
  readonly version: number;
  readonly body: string;
}

/** A fact with what it is about and what it changed. */
export interface ToldFact extends FactView {
  readonly kind: EntityKind;
  readonly host: string;
  readonly id: string;
  /** Null for an image without a name. */
  readonly name: string | null;
  readonly changes: Changes;
}

/** Reads facts out of the log by their positions, which the read models know. */
export class FactLog {
  constructor(
    private readonly database: Database,
    private readonly raise: RaiseEvents,
  ) {}

  factOf(row: FactRow): RecordedFact {
    return this.#eventOf(row) as RecordedFact;
  }

  /** The facts at these positions. */
  async at(positions: readonly number[]): Promise<ReadonlyMap<number, RecordedFact>> {
    const rows = await this.database.prisma.$queryRaw<readonly FactRow[]>`
      select position, version, body from events where position = any(${[...new Set(positions)]}::bigint[])`;
    return new Map(rows.map((row) => [Number(row.position), this.factOf(row)]));
  }

  /** The same, in the order given. */
  async inOrder(positions: readonly number[]): Promise<readonly RecordedFact[]> {
    const facts = await this.at(positions);
    return positions.flatMap((position) => facts.get(position) ?? []);
  }

  /** The same, each compared with the fact of the same thing before it. */
  async told(positions: readonly number[]): Promise<readonly ToldFact[]> {
    const before = await this.#positionsBefore(positions);
    const facts = await this.at([...positions, ...before.values()]);
    return positions.flatMap((position) => {
      const fact = facts.get(position);
      return fact ? [toldFact(fact, facts.get(before.get(position) ?? 0))] : [];
    });
  }

  /** Bulky details by their digests; one that was not recorded is left out. */
  async contents(digests: readonly string[]): Promise<ReadonlyMap<string, Readonly<Record<string, unknown>>>> {
    const rows = await this.database.prisma.$queryRaw<readonly (FactRow & { readonly digest: string })[]>`
      select c.digest, e.position, e.version, e.body
      from contents c cross join ${eventAt(Prisma.sql`c.position`)} as e
      where c.digest = any(${[...new Set(digests)]}::text[])`;
    return new Map(rows.map((row) => [row.digest, (this.#eventOf(row) as RecordedEvent & ContentEvent).data.content]));
  }

  /** What is not in an event's bytes stands in columns beside them. */
  #eventOf({ position, version, body }: FactRow): RecordedEvent | undefined {
    return this.raise([{ ...JSON.parse(body), position: Number(position), version }])[0];
  }

  async #positionsBefore(positions: readonly number[]): Promise<ReadonlyMap<number, number>> {
    const rows = await this.database.prisma.$queryRaw<
      readonly { readonly position: bigint; readonly before: bigint }[]
    >`
      select f.position, before.position as before
      from facts f cross join lateral (
        select p.position from facts p where p.entity = f.entity and p.position < f.position
        order by p.position desc limit 1) as before
      where f.position = any(${[...positions]}::bigint[])`;
    return new Map(rows.map(({ position, before }) => [Number(position), Number(before)]));
  }
}

/** The name of a thing; an image's first one, null when it has none. */
export function nameIn(snapshot: Readonly<Record<string, unknown>> | undefined): string | null {
  const name = snapshot?.['name'] ?? (snapshot?.['tags'] as readonly string[] | undefined)?.[0];
  return typeof name === 'string' ? name : null;
}

function toldFact(fact: RecordedFact, before: RecordedFact | undefined): ToldFact {
  const [was, is] = [before && snapshotAfter(before), snapshotAfter(fact)];
  const name = nameIn(is) ?? nameIn(was) ?? nameIn(fact.data);
  return { ...entityOfStream(fact.stream), name, ...viewFact(fact), changes: changesBetween(was, is) };
}
