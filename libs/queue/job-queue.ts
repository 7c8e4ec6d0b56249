import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { laneOf, priorityOf, queueName } from './queue-names.js';

/** What the queue knows of a job: enough to find its worker and its turn. All else is in the log. */
export interface QueuedJob {
  readonly id: string;
  readonly name: string;
  readonly host: string;
  readonly nice: number;
}

/** Brings jobs to the queues of their hosts. Redis may lose them at any moment: what is missing is added again. */
export class JobQueue {
  readonly #queues = new Map<string, Queue>();

  constructor(
    private readonly redis: Redis,
    private readonly prefix: string,
  ) {}

  /** Adds jobs; one that waits or runs already is left as it is. */
  async add(jobs: readonly QueuedJob[]): Promise<void> {
    const byQueue = Map.groupBy(jobs, (job) => queueName(job.host, laneOf(job.name)));
    await Promise.all([...byQueue].map(([name, queued]) => this.#queue(name).addBulk(queued.map(bullJob))));
  }

  /** Those of these jobs that no queue holds. */
  async missing(jobs: readonly QueuedJob[]): Promise<readonly QueuedJob[]> {
    const pipeline = this.redis.pipeline();
    for (const job of jobs) pipeline.exists(this.#queue(queueName(job.host, laneOf(job.name))).toKey(job.id));
    const answers = (await pipeline.exec()) ?? [];
    return jobs.filter((_, index) => answers[index]?.[1] === 0);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#queues.values()].map((queue) => queue.close()));
  }

  #queue(name: string): Queue {
    const known = this.#queues.get(name);
    if (known) return known;
    const queue = new Queue(name, { connection: this.redis, prefix: this.prefix, skipMetasUpdate: true });
    // A connection that breaks rejects the call that needs it.
    queue.on('error', () => undefined);
    this.#queues.set(name, queue);
    return queue;
  }
}

function bullJob({ id, name, nice }: QueuedJob) {
  return {
    name,
    data: {},
    opts: {
      jobId: id,
      priority: priorityOf(nice),
      removeOnComplete: true,
      removeOnFail: true,
      // A start that could not even be recorded is tried again; the log alone says when a job has failed.
      attempts: 10_000,
      backoff: { type: 'fixed', delay: 1_000 },
    },
  };
}
