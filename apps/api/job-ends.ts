import { setTimeout } from 'node:timers/promises';
import type { EventStore, RecordedEvent } from '#event-sourcing';

/** Ends of jobs as the log tells them: one reader of the log for all who wait in this process. */
export class JobEnds {
  readonly #waiting = new Map<string, Set<() => void>>();

  constructor(private readonly store: EventStore) {}

  /** Follows the log from its present end until the signal aborts. */
  async follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        const after = await this.store.head();
        for await (const events of this.store.subscribe({ after, types: ['JobExited', 'JobRefused'], signal })) events.forEach((event) => this.#tell(event));
      } catch {
        // The log is away: who waits looks again by itself.
        await setTimeout(500, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** Calls back when the job ends, and once a second at least, for who looks again in any case. Returns how to stop. */
  watch(job: string, onEnd: () => void): () => void {
    const watchers = this.#waiting.get(job) ?? new Set();
    this.#waiting.set(job, watchers.add(onEnd));
    const timer = setInterval(onEnd, 1_000);
    return () => {
      clearInterval(timer);
      watchers.delete(onEnd);
      if (watchers.size === 0) this.#waiting.delete(job);
    };
  }

  #tell(event: RecordedEvent): void {
    for (const onEnd of this.#waiting.get(event.stream.slice('job-'.length)) ?? []) onEnd();
  }
}
