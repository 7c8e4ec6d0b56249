import type { RecordedJobEvent } from '#domain';
import type { Projection } from '#event-sourcing';
import type { JobQueue } from '#queue';

/** The outbox: brings each submitted job from the log into its queue. Its checkpoint moves on only when Redis has them. */
export function relayProjection(queue: JobQueue): Projection<unknown> {
  return {
    name: 'relay-1',
    types: ['JobSubmitted'],
    async project(events) {
      await queue.add((events as readonly RecordedJobEvent[]).flatMap(queuedJob));
    },
  };
}

function queuedJob(event: RecordedJobEvent) {
  if (event.type !== 'JobSubmitted') return [];
  const { name, host, nice } = event.data;
  return [{ id: event.stream.slice('job-'.length), name, host, nice }];
}
