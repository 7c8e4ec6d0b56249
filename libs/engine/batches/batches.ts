import { randomUUIDv7 } from 'node:crypto';
import {
  Batch,
  type BatchEvent,
  batchStream,
  type HostEvent,
  hostStream,
  isEnded,
  type RecordedBatchEvent,
} from '#domain';
import { DomainError, type EventMetadata, type EventStore } from '#event-sourcing';
import { JobLog } from '../job-log.js';

/** What can be asked of a batch, beside signals, which its job gets. */
export type BatchCommand = 'approve' | 'pause' | 'resume';

/** Batches as the log has them, and what people ask of them. */
export class Batches {
  readonly #log: JobLog;

  constructor(private readonly store: EventStore) {
    this.#log = new JobLog(store);
  }

  /** @throws DomainError `batch-not-found` */
  async load(id: string): Promise<Batch> {
    const [job, events] = await Promise.all([this.#log.load(id), this.store.readStream(batchStream(id))]);
    if (!job || job.name !== 'batch' || job.state === 'refused')
      throw new DomainError('not-found', 'batch-not-found', `There is no batch ${id}. List them with GET /v1/batches.`);
    const batch = new Batch(job);
    for (const event of events) batch.evolve(event as RecordedBatchEvent);
    return batch;
  }

  /** Records what somebody asks of a batch; asking for what is so already changes nothing. */
  async ask(id: string, command: BatchCommand, metadata: EventMetadata): Promise<Batch> {
    for (;;) {
      const batch = await this.load(id);
      const event = decide(batch, command);
      if (!event) return batch;
      const events = [{ ...event, id: randomUUIDv7(), metadata: { ...metadata, correlationId: id } }];
      try {
        const stream = batchStream(id);
        const appended = await this.store.append([{ stream, expectedVersion: batch.version, events }]);
        for (const recorded of appended.events) batch.evolve(recorded as RecordedBatchEvent);
        return batch;
      } catch (error) {
        // The dispatcher wrote first: look again.
        if (!(error instanceof DomainError && error.code === 'version-conflict')) throw error;
      }
    }
  }

  /** Whether builds of batches are kept away from a host. */
  async isDrained(host: string): Promise<boolean> {
    return (await this.store.readStream(hostStream(host))).at(-1)?.type === 'HostDrained';
  }

  /** Keeps builds of batches away from a host, or no more; what runs there goes on. */
  async drain(host: string, isDrained: boolean, metadata: EventMetadata): Promise<void> {
    if ((await this.isDrained(host)) === isDrained) return;
    const event: HostEvent = { type: isDrained ? 'HostDrained' : 'HostUndrained', data: { host } };
    await this.store.append([{ stream: hostStream(host), events: [{ ...event, id: randomUUIDv7(), metadata }] }]);
  }
}

function decide(batch: Batch, command: BatchCommand): BatchEvent | undefined {
  const isDone = { approve: batch.isApproved, pause: batch.isPaused, resume: !batch.isPaused }[command];
  if (isDone) return undefined;
  if (isEnded(batch.job))
    throw new DomainError('conflict', 'batch-ended', `Batch ${batch.id} has ended; nothing can be done to it.`);
  if (command === 'approve' && !batch.policies.approval)
    throw new DomainError(
      'conflict',
      'batch-needs-no-approval',
      `Batch ${batch.id} waits for no approval: it was not asked for one.`,
    );
  const types = { approve: 'BatchApproved', pause: 'BatchPaused', resume: 'BatchResumed' } as const;
  return { type: types[command], data: {} };
}
