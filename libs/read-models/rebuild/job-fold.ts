import { evolveJob, isEnded, type Job, type RecordedJobEvent } from '#domain';
import { idOf } from '../jobs.projection.js';

/** Folds the events of all jobs, and keeps those in mind that have not ended. */
export class JobFold {
  readonly #current = new Map<string, Job>();

  /** The jobs that began before these events, and of which nothing is known here. */
  strangers(events: readonly RecordedJobEvent[]): readonly string[] {
    const began = ([first]: readonly RecordedJobEvent[]) => first !== undefined && first.version > 1;
    return [...Map.groupBy(events, idOf)].flatMap(([id, own]) => (began(own) && !this.#current.has(id) ? [id] : []));
  }

  know(jobs: ReadonlyMap<string, Job>): void {
    for (const [id, job] of jobs) this.#current.set(id, job);
  }

  take(event: RecordedJobEvent): void {
    const id = idOf(event);
    const job = evolveJob(this.#current.get(id), event);
    if (job) this.#current.set(id, job);
  }

  /** Forgets the jobs that have ended, and returns them. */
  ended(): readonly Job[] {
    const ended = [...this.#current.values()].filter(isEnded);
    for (const { id } of ended) this.#current.delete(id);
    return ended;
  }

  /** The jobs that have not ended. */
  rest(): readonly Job[] {
    return [...this.#current.values()];
  }
}
