import { writeFile } from 'node:fs/promises';
import { evolveJob, type Job, type RecordedJobEvent } from '#domain';
import { connectWorker, isGroup, JobWorker, lanes, type QueuedJob } from '#queue';
import { readModels, type UnendedJob } from '#read-models';
import { keepRunning, type Report, type Runtime, type Settings } from '#runtime';

const leaseMs = 1_000;
/** From then on the worker may have been taken for dead: a lease is 4 s. */
const silenceMs = 3_000;
const sweepMs = 2_000;
/** Who reads brings the read models up to date himself: this keeps little for him to do, and is cheap since it takes in much at once. */
const readModelsMs = 500;
const observeAgainMs = 1_000;
const remembered = 100;
const cleaningMs = 3_600_000;

/** Takes jobs from the queues of its hosts, runs them on the Engine, and keeps queue and read models up with the log. */
export class Worker {
  readonly #stopping = new AbortController();
  /** Jobs that were submitted just now: whoever starts one need not read it again. */
  readonly #fresh = new Map<string, Job>();
  readonly #redis;
  /** How many heavy jobs it runs at once, by host. */
  readonly #slots: ReadonlyMap<string, number>;
  readonly #queues: readonly JobWorker[];
  #loops: Promise<unknown> = Promise.resolve();
  #renewedAt = performance.now();
  #queueFailure: string | undefined;

  constructor(
    private readonly runtime: Runtime,
    private readonly settings: Settings,
    private readonly report: Report,
  ) {
    this.#redis = connectWorker(settings.redisUrl);
    this.#slots = new Map([...runtime.hosts.keys()].map((host) => [host, settings.heavyJobs]));
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
            onError: (error) => this.#queueFailed(error),
          }),
      ),
    );
  }

  /** Takes jobs; resolves when the first lease is held, before the first job. */
  async start(): Promise<void> {
    const { runtime } = this;
    const { signal } = this.#stopping;
    await this.#renewLease();
    const keep = (name: string, everyMs: number, work: () => Promise<unknown>) =>
      keepRunning({ name, everyMs, work, signal, report: this.report });
    this.#loops = Promise.all([
      keep('lease', leaseMs, () => this.#renewLease()),
      keep('relay', leaseMs, () => this.#relay()),
      keep('read models', readModelsMs, () => runtime.projector.catchUp(readModels)),
      ...runtime.observers.hosts.map((host) =>
        keep(`the observer of host ${host}`, observeAgainMs, () => this.#observe(host)),
      ),
      keep('dispatcher', leaseMs, () => this.#dispatch()),
      keep('sweep', sweepMs, () => this.#sweep()),
      keep('cleaning', cleaningMs, () =>
        Promise.all([runtime.blobs.removeStaleUploads(), runtime.engine.dropStaleSecrets()]),
      ),
    ]);
    for (const queue of this.#queues) queue.start();
  }

  /** Of all workers one follows a host. */
  async #observe(host: string): Promise<void> {
    const { leadership, observers } = this.runtime;
    const { signal } = this.#stopping;
    try {
      await leadership.lead(`observer of ${host}`, signal, (leading) => observers.follow(host, leading));
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  /** Of all workers one sees to the batches. */
  async #dispatch(): Promise<void> {
    const { leadership, dispatcher } = this.runtime;
    const { signal } = this.#stopping;
    try {
      await leadership.lead('dispatcher', signal, (leading) => dispatcher.follow(leading));
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  /** Takes no more jobs, lets those that run end, hands back those that do not, and closes. */
  async stop(): Promise<void> {
    await Promise.all(this.#queues.map((queue) => queue.pause()));
    // Leases, signals and locks of the queue go on until the last job is out of hand.
    await this.runtime.engine.drain(this.settings.drainSeconds * 1_000);
    await Promise.all(this.#queues.map((queue) => queue.close()));
    this.#stopping.abort();
    await this.#loops;
    await this.runtime.observers.close();
    await this.runtime.leases
      .end(this.settings.worker)
      .catch((error: unknown) => this.report('the lease was not given back; it runs out', error));
    this.#redis.disconnect();
  }

  /** After a silence, e.g. of a process that was stopped, others may have taken this worker for dead, and its jobs. */
  async #renewLease(): Promise<void> {
    const { leases, engine } = this.runtime;
    const { worker, heartbeat } = this.settings;
    const silentMs = performance.now() - this.#renewedAt;
    await leases.renew(worker, this.#slots);
    if (silentMs > silenceMs) await engine.releaseLost();
    this.#renewedAt = performance.now();
    if (heartbeat !== undefined) await writeFile(heartbeat, new Date().toISOString());
  }

  /** Told once, not at each try to reach Redis again. */
  #queueFailed(error: Error): void {
    if (error.message !== this.#queueFailure) this.report('the queue failed; it is tried again', error);
    this.#queueFailure = error.message;
  }

  async #run(id: string): Promise<'ended' | 'busy' | 'released'> {
    try {
      const known = this.#fresh.get(id);
      this.#fresh.delete(id);
      return await this.runtime.engine.run(id, known);
    } catch (error) {
      this.report(`job ${id} could not be run; it is tried again`, error);
      throw error;
    }
  }

  /**
   * The log is the outbox: what is submitted goes from there to the queues, and what is signalled to the jobs that run here. It begins at
   * the log's end and keeps no checkpoint, since the sweep finds whatever it misses.
   */
  async #relay(): Promise<void> {
    const { store, engine, queue } = this.runtime;
    const types = ['JobSubmitted', 'JobSignalled'];
    for await (const events of store.subscribe({ after: await store.head(), types, signal: this.#stopping.signal })) {
      const submitted: QueuedJob[] = [];
      for (const event of events as readonly RecordedJobEvent[]) {
        const id = event.stream.slice('job-'.length);
        if (event.type === 'JobSubmitted') {
          if (event.data.served || isGroup(event.data.name)) continue;
          submitted.push({ ...event.data, id });
          this.#remember(evolveJob(undefined, event));
        }
        if (event.type === 'JobSignalled') {
          this.#fresh.delete(id);
          engine.deliver(id, event.data.signal, event.version);
        }
      }
      if (submitted.length > 0)
        await queue
          .add(submitted)
          .catch((error: unknown) => this.report('the queue does not take jobs; the sweep will bring them', error));
    }
  }

  #remember(job: Job | undefined): void {
    if (job) this.#fresh.set(job.id, job);
    const [oldest] = this.#fresh.keys();
    if (this.#fresh.size > remembered && oldest !== undefined) this.#fresh.delete(oldest);
  }

  /** Adds to the queue what the log says must be there and is not: the relay may have missed it, or Redis lost it. */
  async #sweep(): Promise<void> {
    const { projector, jobs, queue, engine } = this.runtime;
    await projector.catchUp(readModels);
    const running = new Set(engine.running);
    const unended = await jobs.unended();
    const waiting = unended.filter(
      ({ id, name, host, served }) => !served && !isGroup(name) && !running.has(id) && this.runtime.hosts.has(host),
    );
    if (waiting.length > 0) await queue.add(await queue.missing(waiting));
    await this.#endOrphans(unended.filter(({ served }) => served));
  }

  /** A job whose client was connected to a process that has died: nobody else can serve it. */
  async #endOrphans(served: readonly UnendedJob[]): Promise<void> {
    for (const [worker, jobs] of Map.groupBy(served, (job) => job.worker)) {
      if (worker !== null && (await this.runtime.leases.isAlive(worker))) continue;
      for (const job of jobs) if (worker !== null || isLate(job)) await this.runtime.engine.run(job.id);
    }
  }
}

/** A front door runs what it serves at once. What it has not begun by then, it never will: it died between the two. */
const servedWithinMs = 10_000;

function isLate({ submittedAt }: UnendedJob): boolean {
  return Date.now() - Date.parse(submittedAt) > servedWithinMs;
}
