import { randomUUIDv7 } from 'node:crypto';
import { type Job, type JobCommand, jobDecider, type JobEvent, jobStream, type RecordedJobEvent } from '#domain';
import { DomainError, type EventMetadata, type EventStore, fold, type NewEvent } from '#event-sourcing';

/** Jobs as the log has them: read by folding, changed by deciding and appending. */
export class JobLog {
  constructor(private readonly store: EventStore) {}

  async load(id: string): Promise<Job | undefined> {
    return fold<RecordedJobEvent, Job | undefined>(
      jobDecider,
      (await this.store.readStream(jobStream(id))) as readonly RecordedJobEvent[],
    );
  }

  /**
   * Decides on the newest state and records what follows. When somebody else wrote first, it looks and decides again.
   *
   * @param known the job as last seen; it saves a read when it is the newest
   * @returns the job as it is afterwards
   * @throws DomainError of the decider, or of the log
   */
  async change(id: string, command: JobCommand, metadata: EventMetadata, known?: Job): Promise<Job> {
    // What begins a job is decided as if there were none yet; the expected version tells when there is.
    let job = known ?? (isBeginning(command) ? undefined : await this.load(id));
    for (;;) {
      const decided = jobDecider.decide(command, job);
      const events = decided.map((event) => newEvent(event, metadata));
      try {
        return await this.#append(id, job, events);
      } catch (error) {
        if (!(error instanceof DomainError && error.code === 'version-conflict')) throw error;
        job = await this.load(id);
      }
    }
  }

  /** As `change`, and goes on until the log can be reached: for what must be recorded, since it has happened. */
  async changeSurely(id: string, command: JobCommand, metadata: EventMetadata, known?: Job): Promise<Job> {
    for (let wait = 50; ; wait = Math.min(wait * 2, 2_000)) {
      try {
        return await this.change(id, command, metadata, known);
      } catch (error) {
        if (!(error instanceof DomainError && error.code === 'log-unavailable')) throw error;
        await new Promise<void>((resolve) => setTimeout(resolve, wait));
      }
    }
  }

  async #append(id: string, job: Job | undefined, events: readonly NewEvent[]): Promise<Job> {
    const appended = await this.store.append([{ stream: jobStream(id), expectedVersion: job?.version ?? 0, events }]);
    const changed = (appended.events as readonly RecordedJobEvent[]).reduce<Job | undefined>(jobDecider.evolve, job);
    if (!changed) throw new DomainError('internal', 'job-lost', `Job ${id} has no beginning in the log.`);
    return changed;
  }
}

function isBeginning({ type }: JobCommand): boolean {
  return type === 'Submit' || type === 'Refuse';
}

function newEvent(event: JobEvent, metadata: EventMetadata): NewEvent {
  return { ...event, id: randomUUIDv7(), metadata };
}
