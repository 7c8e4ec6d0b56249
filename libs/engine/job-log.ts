import { randomUUIDv7 } from 'node:crypto';
import {
  type Job,
  type JobCommand,
  jobDecider,
  type JobEvent,
  type JobSubmission,
  jobStream,
  type RecordedJobEvent,
} from '#domain';
import {
  DomainError,
  type EventMetadata,
  type EventStore,
  fold,
  type NewEvent,
  type StreamAppend,
} from '#event-sourcing';
import type { Along } from './submission.js';

/** What is to happen to a job. */
interface Change {
  readonly id: string;
  readonly command: JobCommand;
  readonly metadata: EventMetadata;
  readonly known?: Job | undefined;
  readonly along?: Along | undefined;
}

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
  change(id: string, command: JobCommand, metadata: EventMetadata, known?: Job): Promise<Job> {
    return this.#change({ id, command, metadata, known });
  }

  /** Records a submission (and its start, by who runs it at once), and what is to be recorded along with it. Rejects as `change` does. */
  submit(
    id: string,
    submission: JobSubmission,
    metadata: EventMetadata,
    { along, startedBy }: { readonly along?: Along | undefined; readonly startedBy?: string | undefined },
  ): Promise<Job> {
    return this.#change({ id, command: { type: 'Submit', submission, startedBy }, metadata, along });
  }

  /** As `change`, with what is recorded along: all or none. */
  changeAlong(id: string, command: JobCommand, metadata: EventMetadata, along: readonly StreamAppend[]): Promise<Job> {
    return this.#change({ id, command, metadata, along: () => Promise.resolve(along) });
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

  async #change({ id, command, metadata, known, along }: Change): Promise<Job> {
    // What begins a job is decided as if there were none yet; the expected version tells when there is.
    let job = known ?? (isBeginning(command) ? undefined : await this.load(id));
    for (;;) {
      const decided = jobDecider.decide(command, job);
      const events = decided.map((event) => newEvent(event, metadata));
      const own = { stream: jobStream(id), expectedVersion: job?.version ?? 0, events };
      const others = (await along?.(id)) ?? [];
      try {
        return await this.#append(job, own, others);
      } catch (error) {
        if (!(error instanceof DomainError && error.code === 'version-conflict')) throw error;
        job = await this.load(id);
      }
    }
  }

  async #append(job: Job | undefined, own: StreamAppend, others: readonly StreamAppend[]): Promise<Job> {
    const appended = await this.store.append([own, ...others]);
    const events = appended.events.filter(({ stream }) => stream === own.stream) as readonly RecordedJobEvent[];
    const changed = events.reduce<Job | undefined>(jobDecider.evolve, job);
    if (!changed) throw new DomainError('internal', 'job-lost', `${own.stream} has no beginning in the log.`);
    return changed;
  }
}

function isBeginning({ type }: JobCommand): boolean {
  return type === 'Submit' || type === 'Refuse';
}

function newEvent(event: JobEvent, metadata: EventMetadata): NewEvent {
  return { ...event, id: randomUUIDv7(), metadata };
}
