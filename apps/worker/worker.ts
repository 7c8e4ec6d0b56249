import type { RecordedJobEvent, SignalName } from '#domain';
import { connectWorker, JobWorker, lanes } from '#queue';
import { jobsProjection } from '#read-models';
import type { Runtime, Settings } from '#runtime';
import { keepRunning } from './keep-running.js';
import { relayProjection } from './relay.projection.js';

const leaseMs = 1_000;
const sweepMs = 2_000;
const cleaningMs = 3_600_000;

/** What a worker tells of itself, for the process's log. */
export type Report = (message: string, error?: unknown) => void;

/** Takes jobs from the queues of its hosts, runs them on the Engine, and keeps queue and read models up with the log. */
export class Worker {
  readonly #stopping = new AbortController();
  readonly #redis;
  readonly #queues: readonly JobWorker[];
  #loops: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly runtime: Runtime,
    private readonly settings: Settings,
    private readonly report: Report,
  ) {
    this.#redis = connectWorker(settings.redisUrl);
    this.#queues = [...runtime.hosts.keys()].flatMap((host) =>
      lanes.map(
        (lane) =>
          new JobWorker({
            redis: this.#redis,
            prefix: settings.queuePrefix,
            host,
            lane,
            concurrency: lane === 'heavy' ? settings.heavyJobs : settings.lightJobs,
            run: (id) => this.#run(id),
            onError: (error) => report('the queue failed; it is tried again', error),
          }),
      ),
    );
  }

  /** Starts; resolves when the first lease is held. */
  async start(): Promise<void> {
    const { runtime, settings } = this;
    const { signal } = this.#stopping;
    await runtime.leases.renew(settings.worker);
    const keep = (name: string, everyMs: number, work: () => Promise<unknown>) => keepRunning({ name, everyMs, work, signal, report: this.report });
    this.#loops = Promise.all([
      keep('lease', leaseMs, () => runtime.leases.renew(settings.worker)),
      keep('relay', leaseMs, () => runtime.projector.follow(relayProjection(runtime.queue), signal)),
      keep('projection', leaseMs, () => runtime.projector.follow(jobsProjection, signal)),
      keep('signals', leaseMs, () => this.#deliverSignals()),
      keep('sweep', sweepMs, () => this.#sweep()),
      keep('cleaning', cleaningMs, () => runtime.blobs.removeStaleUploads()),
    ]);
  }

  /** Takes no more jobs, lets those that run end, hands back those that do not, and closes. */
  async stop(): Promise<void> {
    await Promise.all(this.#queues.map((queue) => queue.pause()));
    // Leases, signals and locks of the queue go on until the last job is out of hand.
    await this.runtime.engine.drain(this.settings.drainSeconds * 1_000);
    await Promise.all(this.#queues.map((queue) => queue.close()));
    this.#stopping.abort();
    await this.#loops;
    await this.runtime.leases.end(this.settings.worker);
    this.#redis.disconnect();
  }

  async #run(id: string): Promise<'ended' | 'busy' | 'released'> {
    try {
      return await this.runtime.engine.run(id);
    } catch (error) {
      this.report(`job ${id} could not be run; it is tried again`, error);
      throw error;
    }
  }

  async #deliverSignals(): Promise<void> {
    const { store, engine } = this.runtime;
    const after = await store.head();
    for await (const events of store.subscribe({ after, types: ['JobSignalled'], signal: this.#stopping.signal })) {
      for (const event of events as readonly RecordedJobEvent[]) {
        if (event.type === 'JobSignalled') engine.deliver(event.stream.slice('job-'.length), event.data.signal satisfies SignalName);
      }
    }
  }

  /** Adds to the queue what the log says must be there and is not: Redis may have lost it. */
  async #sweep(): Promise<void> {
    const { projector, jobs, queue, engine } = this.runtime;
    await projector.catchUp(jobsProjection);
    const running = new Set(engine.running);
    const waiting = (await jobs.unended()).filter((job) => !running.has(job.id) && this.runtime.hosts.has(job.host));
    if (waiting.length > 0) await queue.add(await queue.missing(waiting));
  }
}
