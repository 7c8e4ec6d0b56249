import type { RecordedEvent } from '#event-sourcing';

/** Tells those who wait in this process that a job has ended. */
export class JobEnds {
  /** The types of events that it needs. */
  static readonly types = ['JobExited', 'JobRefused'];

  readonly #waiting = new Map<string, Set<() => void>>();

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

  /** Takes in what the log says. */
  takeIn(events: readonly RecordedEvent[]): void {
    for (const event of events) this.#tell(event);
  }

  #tell(event: RecordedEvent): void {
    for (const onEnd of this.#waiting.get(event.stream.slice('job-'.length)) ?? []) onEnd();
  }
}
