import { batchStream, type RecordedBatchEvent } from '#domain';
import type { RecordedEvent } from '#event-sourcing';
import type { Database } from '#prisma';
import type { RaiseEvents } from './fact-queries.js';

/** So many batches tell how long their builds take. */
const newest = 5;
/** Of so many builds it is kept in mind: twice as many as those batches may have. */
const mostKept = 100_000;

/** How many seconds each build of a batch took that was built there. */
type Durations = ReadonlyMap<string, number>;

/** How long builds took in batches that have ended. That changes no more: each is read once, and kept for who asks next. */
export class PastBatches {
  readonly #kept = new Map<string, Durations>();

  constructor(
    private readonly database: Database,
    private readonly raise: RaiseEvents,
  ) {}

  /** The seconds of each build in the newest batches of a name before a pid, the latest first. */
  async of(name: string, beforePid: number): Promise<ReadonlyMap<string, readonly number[]>> {
    const ids = await this.#newestOf(name, beforePid);
    for (const id of ids) this.#touch(id);
    await this.#keep(ids.filter((id) => !this.#kept.has(id)));
    const all = new Map<string, number[]>();
    for (const id of ids)
      for (const [build, seconds] of this.#kept.get(id) ?? []) all.getOrInsertComputed(build, () => []).push(seconds);
    return all;
  }

  async #newestOf(name: string, beforePid: number): Promise<readonly string[]> {
    const rows = await this.database.prisma.$queryRaw<readonly { readonly id: string }[]>`
      select id from jobs
      where name = 'batch' and job -> 'args' ->> 'name' = ${name} and pid < ${beforePid} and state = 'exited'
      order by pid desc limit ${newest}`;
    return rows.map(({ id }) => id);
  }

  async #keep(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const rows = await this.database.prisma.$queryRaw<readonly { readonly body: string }[]>`
      select body from events
      where stream = any(${ids.map(batchStream)}::text[])
        and type in ('BuildDispatched', 'BuildRetried', 'BuildSettled', 'BuildShared')
      order by stream, version`;
    const events = this.raise(rows.map(({ body }) => JSON.parse(body) as RecordedEvent));
    const byStream = Map.groupBy(events as readonly RecordedBatchEvent[], ({ stream }) => stream);
    for (const id of ids) this.#kept.set(id, durationsIn(byStream.get(batchStream(id)) ?? []));
    this.#forget();
  }

  #touch(id: string): void {
    const durations = this.#kept.get(id);
    if (durations && this.#kept.delete(id)) this.#kept.set(id, durations);
  }

  /** Those go first that nobody has asked for the longest. */
  #forget(): void {
    let builds = this.#kept.values().reduce((sum, { size }) => sum + size, 0);
    for (const [id, { size }] of this.#kept) {
      if (builds <= mostKept) return;
      this.#kept.delete(id);
      builds -= size;
    }
  }
}

/** From the newest attempt to the end. What another build served says nothing of how long it takes. */
function durationsIn(events: readonly RecordedBatchEvent[]): Durations {
  const begun = new Map<string, number>();
  const served = new Set<string>();
  const durations = new Map<string, number>();
  for (const { type, data, time } of events) {
    if (type === 'BuildDispatched') begun.set(data.build, Date.parse(time));
    else if (type === 'BuildShared') served.add(data.build);
    else if (type === 'BuildRetried') served.delete(data.build);
    else if (type === 'BuildSettled' && data.outcome === 'built' && !served.has(data.build)) {
      const from = begun.get(data.build) ?? Date.parse(time);
      durations.set(data.build, Math.max(0, Date.parse(time) - from) / 1_000);
    }
  }
  return durations;
}
