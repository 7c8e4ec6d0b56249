import { randomUUIDv7 } from 'node:crypto';
import type { BuildStepped } from '#domain';
import { DomainError, type EventMetadata, type EventStore, type NewEvent } from '#event-sourcing';

/** What steps are recorded with. */
export interface StepLogParts {
  readonly store: EventStore;
  readonly stream: string;
  readonly metadata: EventMetadata;
  /** What is to be recorded by now; it is forgotten with that. */
  readonly gather: () => readonly BuildStepped[];
}

/** A build that is over sooner costs one append, and who looks on sees a step so much later at most. */
const everyMs = 250;

/** Appends what becomes known of a build's steps, some together and one append at a time, while the build goes on. */
export class StepLog {
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(private readonly parts: StepLogParts) {}

  /** There is something to record. */
  wake(): void {
    this.#timer ??= setTimeout(() => void this.end(), everyMs);
  }

  /** Resolves when all is recorded. */
  end(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#record(this.parts.gather()));
    return this.#writing;
  }

  /** A log that is away is waited for. What it refuses does not keep the build from its end. */
  async #record(told: readonly BuildStepped[]): Promise<void> {
    if (told.length === 0) return;
    const { store, stream, metadata } = this.parts;
    const events = told.map((data): NewEvent => ({ id: randomUUIDv7(), type: 'BuildStepped', data, metadata }));
    for (let wait = 50; ; wait = Math.min(wait * 2, 2_000)) {
      try {
        await store.append([{ stream, events }]);
        return;
      } catch (error) {
        if (!(error instanceof DomainError && error.code === 'log-unavailable')) return;
        await new Promise<void>((resolve) => setTimeout(resolve, wait));
      }
    }
  }
}
