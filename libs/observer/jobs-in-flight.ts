import { evolveJob, isEnded, type Job, jobStream, type RecordedJobEvent, type Suspect } from '#domain';
import type { EventMetadata, EventStore, RecordedEvent } from '#event-sourcing';

const types = [
  'JobSubmitted',
  'JobRefused',
  'JobStarted',
  'JobEffectStarted',
  'JobReleased',
  'JobSignalled',
  'JobExited',
];

/** An engine's event may arrive a little after the end of the job that caused it was recorded. */
const lateMs = 2_000;

const rememberedEnded = 1_000;

/** Which jobs had not ended, and up to which position that is so. */
export interface Unended {
  readonly jobs: readonly Job[];
  readonly position: number;
}

/** The jobs that may just now be doing something to hosts, kept up with the log. */
export class JobsInFlight {
  readonly #jobs = new Map<string, Job>();
  /** The newest event of each. */
  readonly #events = new Map<string, string>();
  /** Jobs that have ended and do not change any more, the newest ones. */
  readonly #ended = new Map<string, Job>();
  #through: number | undefined;
  #refreshing: Promise<void> | undefined;

  constructor(
    private readonly store: EventStore,
    private readonly unended: () => Promise<Unended>,
  ) {}

  /** Reads what the log has by now. An effect is recorded before it happens: what has happened has its job here afterwards. */
  async refresh(): Promise<void> {
    // One that is under way may have read before what is asked for now was recorded.
    await this.#refreshing;
    this.#refreshing ??= this.#read().finally(() => (this.#refreshing = undefined));
    await this.#refreshing;
  }

  /**
   * The jobs on a host that had been started, and had begun an effect, and had not ended, at some time between two. The newest first.
   *
   * @param from ms since 1970, by our clock
   * @param within how well that time is known, in ms
   * @param until the same moment when left out: when it is known when something happened
   */
  on(host: string, from: number, within: number, until = from): readonly Suspect[] {
    const isIn = ({ effect, startedAt = '', endedAt, ...job }: Job) =>
      job.host === host &&
      effect !== undefined &&
      Date.parse(startedAt) <= until + within &&
      (endedAt === undefined || from - within <= Date.parse(endedAt));
    return [...this.#jobs.values()].filter(isIn).toReversed();
  }

  /** The jobs on a host that hold secrets. */
  secretive(host: string): readonly Job[] {
    return [...this.#jobs.values()].filter((job) => job.host === host && job.secrets !== undefined);
  }

  /** A job, whenever it ran; undefined when the log has none. */
  async find(id: string): Promise<Job | undefined> {
    const known = this.#jobs.get(id) ?? this.#ended.get(id);
    if (known || !isId(id)) return known;
    const events = (await this.store.readStream(jobStream(id))) as readonly RecordedJobEvent[];
    const job = events.reduce<Job | undefined>(evolveJob, undefined);
    if (job && isEnded(job)) this.#remember(job);
    return job;
  }

  /** The circumstances of what a job caused. */
  metadataOf(job: Pick<Job, 'id' | 'actor' | 'correlationId'>): EventMetadata {
    const causationId = this.#events.get(job.id);
    return { actor: job.actor, correlationId: job.correlationId, ...(causationId !== undefined && { causationId }) };
  }

  async #read(): Promise<void> {
    if (this.#through === undefined) {
      const { jobs, position } = await this.unended();
      for (const job of jobs) this.#jobs.set(job.id, job);
      this.#through = position;
    }
    const head = await this.store.head();
    for await (const events of this.store.readAll({ after: this.#through, types })) this.#takeIn(events);
    this.#through = Math.max(this.#through, head);
    this.#letGo();
  }

  #takeIn(events: readonly RecordedEvent[]): void {
    for (const event of events as readonly RecordedJobEvent[]) {
      const id = event.stream.slice('job-'.length);
      const job = evolveJob(this.#jobs.get(id), event);
      if (job) {
        this.#jobs.set(id, job);
        this.#events.set(id, event.id);
      }
      this.#through = event.position;
    }
  }

  #remember(job: Job): void {
    this.#ended.set(job.id, job);
    const [oldest] = this.#ended.keys();
    if (this.#ended.size > rememberedEnded && oldest !== undefined) this.#ended.delete(oldest);
  }

  #letGo(): void {
    const since = Date.now() - lateMs;
    for (const [id, job] of this.#jobs) {
      if (!isEnded(job) || Date.parse(job.endedAt ?? job.submittedAt) > since) continue;
      this.#remember(job);
      this.#jobs.delete(id);
      this.#events.delete(id);
    }
  }
}

/** A label may say anything. */
function isId(id: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);
}
