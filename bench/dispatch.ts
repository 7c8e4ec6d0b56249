import { setTimeout } from 'node:timers/promises';
import { startProduct } from './product.js';
import { RestClient } from './rest-client.js';
import { type Figure, median } from './table.js';

const jobs = 200;

interface JobTimes {
  readonly submittedAt: string;
  readonly startedAt: string | null;
}

/** From the 202 to JobStarted on an idle queue: what the event says of its time, less the moment at which the answer had come. */
export async function dispatch(): Promise<Figure> {
  await using product = await startProduct({ stub: true, worker: true });
  const client = new RestClient(product.url, product.token, 4);
  try {
    const latencies: number[] = [];
    for (let n = 0; n < jobs; n++) latencies.push(await latencyOf(client));
    const sorted = latencies.slice(20).toSorted((a, b) => a - b);
    const at = (part: number) => sorted[Math.floor((sorted.length - 1) * part)] ?? Number.NaN;
    return {
      name: 'dispatch',
      value: median(sorted),
      unit: 'ms',
      target: { atMost: 10 },
      details: { p50: at(0.5), p95: at(0.95), p99: at(0.99) },
    };
  } finally {
    client.close();
  }
}

async function latencyOf(client: RestClient): Promise<number> {
  const answer = await client.send('POST', '/v1/volumes', {});
  const answeredAt = performance.timeOrigin + performance.now();
  const { id } = JSON.parse(answer.body) as { id: string };
  for (;;) {
    const job = JSON.parse((await client.send('GET', `/v1/jobs/${id}`)).body) as JobTimes & { state: string };
    if (job.startedAt !== null && job.state === 'exited') return Math.max(0, Date.parse(job.startedAt) - answeredAt);
    await setTimeout(5);
  }
}
