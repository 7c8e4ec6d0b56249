import { evolveJob, isEnded, type Job, type RecordedJobEvent } from '#domain';
import type { RecordedEvent } from '#event-sourcing';
import type { Database } from '#prisma';
import { idOf, jobEventTypes, rowOf } from '../jobs.projection.js';
import type { NewRows, Part } from './part.js';

/** Builds the table of jobs. */
export class JobsPart implements Part {
  readonly tables = ['jobs'];
  readonly types = new Set(jobEventTypes);
  /** The jobs that have not ended, and those that ended since rows were handed out. */
  readonly #current = new Map<string, Job>();

  constructor(private readonly database: Database) {}

  async take(events: readonly RecordedEvent[], writeAll: () => Promise<void>): Promise<void> {
    const told = events as readonly RecordedJobEvent[];
    const strangers = this.#strangers(told);
    if (strangers.length > 0) {
      await writeAll();
      for (const job of await this.#takeBack(strangers)) this.#current.set(job.id, job);
    }
    for (const event of told) this.#evolve(event);
  }

  settled(): NewRows {
    const ended = [...this.#current.values()].filter(isEnded);
    for (const { id } of ended) this.#current.delete(id);
    return new Map([['jobs', ended.map(rowOf)]]);
  }

  rest(): NewRows {
    return new Map([['jobs', [...this.#current.values()].map(rowOf)]]);
  }

  #evolve(event: RecordedJobEvent): void {
    const id = idOf(event);
    const job = evolveJob(this.#current.get(id), event);
    if (job) this.#current.set(id, job);
  }

  /** The jobs that began before these events, and are not in mind. */
  #strangers(events: readonly RecordedJobEvent[]): readonly string[] {
    const begun = new Set<string>();
    const strangers = new Set<string>();
    for (const event of events) {
      const id = idOf(event);
      if (event.version === 1) begun.add(id);
      else if (!begun.has(id) && !this.#current.has(id)) strangers.add(id);
    }
    return [...strangers];
  }

  /** Takes jobs out of their table again: something happened to them after they had ended. */
  async #takeBack(ids: readonly string[]): Promise<readonly Job[]> {
    const rows = await this.database.prisma.$queryRaw<readonly { readonly job: Job }[]>`
      delete from jobs where id = any(${[...ids]}::uuid[]) returning job`;
    return rows.map(({ job }) => job);
  }
}
