import { randomUUIDv7 } from 'node:crypto';
import type { EventCatalog, NewEvent } from '#event-sourcing';
import { z } from 'zod';

/** The events that the benchmarks of the log record: of the size and shape of a real command's. */
export const jobCatalog: EventCatalog = {
  JobSubmitted: {
    schemaVersion: 1,
    schema: z.object({
      name: z.string(),
      args: z.object({ image: z.string(), cmd: z.array(z.string()) }),
      nice: z.int(),
    }),
  },
};

/** A new event of that catalog. */
export function jobSubmitted(): NewEvent {
  const id = randomUUIDv7();
  return {
    id,
    type: 'JobSubmitted',
    data: { name: 'run', args: { image: 'busybox:latest', cmd: ['sh', '-c', 'echo hello'] }, nice: 0 },
    metadata: {
      actor: { kind: 'token', name: 'ci', token: '0199a1b2-0000-7000-8000-000000000000' },
      correlationId: id,
      sourceAddress: '127.0.0.1',
      userAgent: 'curl/8.5',
    },
  };
}
