import {
  type Batch,
  batchEvents,
  batchStream,
  jobStream,
  type RecordedBatchEvent,
  type RecordedJobEvent,
} from '#domain';
import type { BatchTeller } from '#engine';
import type { EventStore, RecordedEvent } from '#event-sourcing';
import { cloudEvent } from '../events/cloud-event.js';
import type { ServerEvent } from '../sse.js';
import { BatchProgress } from './batch-progress.js';
import { withTicks } from './with-ticks.js';

const types = [...Object.keys(batchEvents), 'JobStarted', 'JobSignalled', 'JobExited'];
const progressMs = 1_000;

/** What the events of a batch are made from. */
export interface BatchEventsParts {
  readonly store: EventStore;
  readonly teller: BatchTeller;
}

/**
 * What happens to a batch and its jobs, from a position on until it has ended, and in between how far it is: first all of it, then about once a second what has
 * changed. That has no id, so that the last id is a position in the log, behind which a client can go on.
 */
export async function* eventsOfBatch(
  { store, teller }: BatchEventsParts,
  batch: Batch,
  after: number,
  signal: AbortSignal,
): AsyncIterable<ServerEvent> {
  const own = jobStream(batch.id);
  if (batch.job.exit && after >= (await endOf(store, own))) return;
  const streams = streamsOf(batch);
  const progress = new BatchProgress(teller);
  const ending = new AbortController();
  const from = Math.max(after, batch.job.pid - 1);
  const log = store.subscribe({ after: from, types, signal: AbortSignal.any([signal, ending.signal]) });
  try {
    yield* told(await progress.next(batch));
    let dueAt = performance.now() + progressMs;
    for await (const events of withTicks(log, progressMs)) {
      for (const event of (events ?? []).filter(({ stream }) => streams.has(stream))) {
        takeIn(batch, event, streams);
        const isEnd = event.stream === own && event.type === 'JobExited';
        if (isEnd) yield* told(await progress.next(batch));
        yield serverEvent(event);
        if (isEnd) return;
      }
      if (performance.now() < dueAt) continue;
      yield* told(await progress.next(batch));
      dueAt = performance.now() + progressMs;
    }
  } finally {
    ending.abort();
  }
}

function streamsOf(batch: Batch): Set<string> {
  const jobs = [...batch.builds.values()].flatMap(({ attempts }) => attempts.map(({ job }) => jobStream(job)));
  return new Set([jobStream(batch.id), batchStream(batch.id), ...jobs]);
}

function takeIn(batch: Batch, event: RecordedEvent, streams: Set<string>): void {
  const { job } = event.data as { readonly job?: string };
  if (job !== undefined) streams.add(jobStream(job));
  if (event.stream === jobStream(batch.id)) batch.evolveJob(event as RecordedJobEvent);
  else if (event.stream === batchStream(batch.id)) batch.evolve(event as RecordedBatchEvent);
}

async function endOf(store: EventStore, stream: string): Promise<number> {
  return (await store.readStream(stream)).at(-1)?.position ?? 0;
}

function* told(data: unknown): Iterable<ServerEvent> {
  if (data !== undefined) yield { event: 'progress', data };
}

function serverEvent(event: RecordedEvent): ServerEvent {
  return { id: String(event.position), event: event.type, data: cloudEvent(event) };
}
