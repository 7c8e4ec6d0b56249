import { type Batch, batchEvents, batchStream, jobStream } from '#domain';
import type { EventStore, RecordedEvent } from '#event-sourcing';
import { cloudEvent } from '../events/cloud-event.js';
import type { ServerEvent } from '../sse.js';

const types = [...Object.keys(batchEvents), 'JobStarted', 'JobSignalled', 'JobExited'];

/** What happens to a batch and its jobs, from a position on until it has ended. */
export async function* eventsOfBatch(
  store: EventStore,
  batch: Batch,
  after: number,
  signal: AbortSignal,
): AsyncIterable<ServerEvent> {
  const own = jobStream(batch.id);
  const streams = new Set([own, batchStream(batch.id)]);
  for (const { attempts } of batch.builds.values()) for (const { job } of attempts) streams.add(jobStream(job));
  if (batch.job.exit && after >= (await endOf(store, own))) return;
  for await (const events of store.subscribe({ after: Math.max(after, batch.job.pid - 1), types, signal })) {
    for (const event of events) {
      const { job } = event.data as { readonly job?: string };
      if (!streams.has(event.stream)) continue;
      if (job !== undefined) streams.add(jobStream(job));
      yield serverEvent(event);
      if (event.stream === own && event.type === 'JobExited') return;
    }
  }
}

async function endOf(store: EventStore, stream: string): Promise<number> {
  return (await store.readStream(stream)).at(-1)?.position ?? 0;
}

function serverEvent(event: RecordedEvent): ServerEvent {
  return { id: String(event.position), event: event.type, data: cloudEvent(event) };
}
