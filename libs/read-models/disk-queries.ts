import { type DiskUse, diskStream } from '#domain';
import type { RecordedEvent } from '#event-sourcing';
import type { Database } from '#prisma';
import type { RaiseEvents } from './fact-queries.js';

/** What a host took of its disk from a moment on, until the next one. */
export interface DiskPoint extends DiskUse {
  readonly position: number;
  /** When it was measured: RFC 3339. */
  readonly at: string;
}

interface Row {
  readonly position: bigint;
  readonly version: number;
  readonly body: string;
}

/** No chart shows more; of more, some in even distances are told. */
const mostRows = 20_000;

/** What hosts took of their disks. A host is measured a few times an hour, so the log itself is read, by its index of types: no table has to be kept. */
export class DiskQueries {
  constructor(
    private readonly database: Database,
    private readonly raise: RaiseEvents,
  ) {}

  /** What was measured last of a host. */
  async newest(host: string): Promise<RecordedEvent | undefined> {
    const [event] = this.raise((await this.#before(host, Number.MAX_SAFE_INTEGER)).map(toEvent));
    return event;
  }

  /** What held at a position, and each change up to another, no more than `most` of them; the last one is always among them. */
  async between(
    host: string,
    { after, through, most }: { readonly after: number; readonly through: number; readonly most: number },
  ): Promise<readonly DiskPoint[]> {
    const rows = await this.database.prisma.$queryRaw<readonly Row[]>`
      select position, version, body from events
      where type = 'DiskMeasured' and stream = ${diskStream(host)} and position > ${after} and position <= ${through}
      order by position desc limit ${mostRows}`;
    const all = [...(await this.#before(host, Math.min(after, through))), ...rows.toReversed()];
    const step = Math.ceil(all.length / most);
    const told = all.filter((_, index) => (all.length - 1 - index) % step === 0);
    return this.raise(told.map(toEvent)).map(({ position, time, data }) => {
      const { images, containers, volumes, buildCache } = data as DiskUse;
      return { position, at: time, images, containers, volumes, buildCache };
    });
  }

  async #before(host: string, position: number): Promise<readonly Row[]> {
    return this.database.prisma.$queryRaw<readonly Row[]>`
      select position, version, body from events
      where type = 'DiskMeasured' and stream = ${diskStream(host)} and position <= ${position}
      order by position desc limit 1`;
  }
}

/** What is not in an event's bytes stands in columns beside them. */
function toEvent({ position, version, body }: Row): RecordedEvent {
  return { ...JSON.parse(body), position: Number(position), version };
}
