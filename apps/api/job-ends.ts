import type { JobExit, RecordedJobEvent } from '#domain';
import type { RecordedEvent } from '#event-sourcing';

const remembered = 1_000;
const settleMs = 1_000;

/** Tells those who wait in this process that a job has ended. */
export class JobEnds {
  /** The types of events that it needs. */
  static readonly types = ['JobExited', 'JobRefused'];

  readonly #settling = new Set<Promise<unknown>>();
  readonly #waiting = new Map<string, Set<() => void>>();
  /** The newest ends, for who comes to wait a moment too late; of one that was refused without how it ended. */
  readonly #recent = new Map<string, JobExit | undefined>();

  /** Resolves when the job has ended, after `ms` at the latest, and in any case within a second: then look. */
  async seen(job: string, ms: number): Promise<void> {
    if (this.#recent.has(job)) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const stopWatching = this.watch(job, resolve);
    const timer = setTimeout(resolve, ms);
    await promise;
    clearTimeout(timer);
    stopWatching();
  }

  /** A client has the answer of a job whose end is still to be recorded: reads wait for it. */
  settling(ended: Promise<unknown>): void {
    const settled = ended.catch(() => undefined).finally(() => this.#settling.delete(settled));
    this.#settling.add(settled);
  }

  /** Resolves when all that clients have the answers of has ended, or after a second: what they did is recorded then. */
  async settled(): Promise<void> {
    if (this.#settling.size === 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, settleMs);
    await Promise.race([Promise.all(this.#settling), promise]);
    clearTimeout(timer);
  }

  /** How a job ended, when that was seen here not long ago. */
  exitOf(job: string): JobExit | undefined {
    return this.#recent.get(job);
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

  /** Takes in what the log says. */
  takeIn(events: readonly RecordedEvent[]): void {
    for (const event of events as readonly RecordedJobEvent[]) this.#tell(event);
  }

  #tell(event: RecordedJobEvent): void {
    const job = event.stream.slice('job-'.length);
    this.#remember(job, event.type === 'JobExited' ? event.data : undefined);
    for (const onEnd of this.#waiting.get(job) ?? []) onEnd();
  }

  #remember(job: string, exit: JobExit | undefined): void {
    this.#recent.set(job, exit);
    const [oldest] = this.#recent.keys();
    if (this.#recent.size > remembered && oldest !== undefined) this.#recent.delete(oldest);
  }
}
