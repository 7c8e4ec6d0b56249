import { buildStream, type BuildTold, foldBuild, type RecordedBuildEvent } from '#domain';
import type { BatchReads } from '#engine';
import type { RecordedEvent } from '#event-sourcing';
import type { Database } from '#prisma';
import type { RaiseEvents } from './fact-queries.js';
import { PastBatches } from './past-batches.js';

/** Reads what is on record of builds of batches out of the log, of all that are asked for at once. */
export class BatchQueries implements BatchReads {
  readonly #past: PastBatches;

  constructor(
    private readonly database: Database,
    private readonly raise: RaiseEvents,
  ) {
    this.#past = new PastBatches(database, raise);
  }

  async steps(jobs: readonly string[]): Promise<ReadonlyMap<string, BuildTold>> {
    if (jobs.length === 0) return new Map();
    const rows = await this.database.prisma.$queryRaw<readonly { readonly body: string }[]>`
      select body from events where stream = any(${jobs.map(buildStream)}::text[]) order by stream, version`;
    const events = this.raise(rows.map(({ body }) => JSON.parse(body) as RecordedEvent));
    const byStream = Map.groupBy(events as readonly RecordedBuildEvent[], ({ stream }) => stream);
    const told = jobs.flatMap((job) => {
      const own = byStream.get(buildStream(job));
      return own ? [[job, foldBuild(own)] as const] : [];
    });
    return new Map(told);
  }

  past(of: { readonly name: string; readonly beforePid: number }): Promise<ReadonlyMap<string, readonly number[]>> {
    return this.#past.of(of.name, of.beforePid);
  }
}
