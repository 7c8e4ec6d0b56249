import type { RecordedEvent } from '#event-sourcing';
import { type Database, Prisma } from '#prisma';
import { versionsAt } from './version-at.js';

/** Gives events that were recorded in an older form the newest one. */
export type RaiseEvents = (events: readonly RecordedEvent[]) => readonly RecordedEvent[];

/** A position that no log reaches: only what has no end holds then. */
const now = 2n ** 63n - 2n;

/** The tables that have a row of each fact's own. */
const tables = [
  Prisma.sql`container_versions`,
  Prisma.sql`image_versions`,
  Prisma.sql`network_versions`,
  Prisma.sql`volume_versions`,
];

interface FactRow {
  readonly position: bigint;
  readonly version: number;
  readonly body: string;
}

/** Reads facts by what they are about. */
export class FactQueries {
  constructor(
    private readonly database: Database,
    private readonly raise: RaiseEvents,
  ) {}

  /** The newest fact of each container, image, network and volume that is on the host now, oldest first. */
  async newest(host: string): Promise<readonly RecordedEvent[]> {
    const newest = tables.map(
      (table) =>
        Prisma.sql`select lower(v.valid) as position from ${versionsAt(table, Prisma.sql`held.host = ${host}`, now)} as v`,
    );
    const rows = await this.database.prisma.$queryRaw<readonly FactRow[]>`
      select e.position, e.version, e.body
      from (${Prisma.join(newest, ' union all ')}) as newest
      join events e using (position)
      order by e.position`;
    return this.raise(rows.map(toEvent));
  }
}

/** What is not in an event's bytes stands in columns beside them. */
function toEvent({ position, version, body }: FactRow): RecordedEvent {
  return { ...JSON.parse(body), position: Number(position), version };
}
