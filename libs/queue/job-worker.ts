import { DelayedError, type Job, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { type Lane, queueName } from './queue-names.js';

/** What a worker of a lane needs. */
export interface JobWorkerOptions {
  /** With `maxRetriesPerRequest: null`, as BullMQ wants it. */
  readonly redis: Redis;
  readonly prefix: string;
  readonly host: string;
  readonly lane: Lane;
  /** How many jobs of the lane run here at once. */
  readonly concurrency: number;
  /** Runs a job; `busy` and `released` bring it back into the queue. */
  readonly run: (id: string) => Promise<'ended' | 'busy' | 'released'>;
  readonly onError: (error: Error) => void;
}

/**
 * A worker that died is noticed when its lock has run out: within 3 s, and the 1 s of the check. Whether it really died is for its lease
 * to say, which is longer.
 */
const lockMs = 3_000;
const stalledCheckMs = 1_000;
const againAfterMs = 1_000;

/** Takes jobs of one lane of one host from the queue, the lowest niceness first, once it is started. */
export class JobWorker {
  readonly #worker: Worker;

  constructor(options: JobWorkerOptions) {
    const { redis, prefix, host, lane, concurrency, run, onError } = options;
    this.#worker = new Worker(queueName(host, lane), (job, token) => process(job, token, run), {
      connection: redis,
      prefix,
      concurrency,
      autorun: false,
      // After Redis was away BullMQ would wait 15 s.
      runRetryDelay: againAfterMs,
      lockDuration: lockMs,
      stalledInterval: stalledCheckMs,
      // How often a job may lose its worker is the log's to say.
      maxStalledCount: 1_000_000,
    });
    this.#worker.on('error', onError);
  }

  /** Begins to take jobs. */
  start(): void {
    this.#worker.run().catch((error: Error) => this.#worker.emit('error', error));
  }

  /** Takes no more jobs. */
  async pause(): Promise<void> {
    await this.#worker.pause(true);
  }

  /** To be called when no job runs any more. */
  async close(): Promise<void> {
    await this.#worker.close(true);
  }
}

async function process(job: Job, token: string | undefined, run: JobWorkerOptions['run']): Promise<void> {
  const outcome = await run(job.id ?? '');
  if (outcome === 'ended') return;
  await job.moveToDelayed(Date.now() + (outcome === 'busy' ? againAfterMs : 0), token);
  throw new DelayedError();
}
