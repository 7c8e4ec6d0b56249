import { randomBytes } from 'node:crypto';
import Docker from 'dockerode';
import { alternate } from './alternate.js';
import { startProduct } from './product.js';
import { RestClient } from './rest-client.js';
import type { Figure } from './table.js';

const concurrency = 4;
/** With the rounds of `alternate`: 200 containers each way that count. */
const containersARound = 24;

/** create, start, wait and rm of busybox containers at concurrency 4 through REST, against the bare engine. */
export async function lifecycle(): Promise<Figure> {
  await using product = await startProduct({ stub: false, worker: true });
  const client = new RestClient(product.url, product.token, concurrency);
  const docker = new Docker();
  try {
    const figure = await alternate({
      ours: () => rateOf(() => throughRest(client)),
      direct: () => rateOf(() => onEngine(docker)),
    });
    return { name: 'lifecycle', ...figure, target: { atLeast: 0.85 } };
  } finally {
    client.close();
  }
}

async function rateOf(life: () => Promise<void>): Promise<number> {
  const start = performance.now();
  const caller = async () => {
    for (let n = 0; n < containersARound / concurrency; n++) await life();
  };
  await Promise.all(Array.from({ length: concurrency }, caller));
  return (containersARound * 1_000) / (performance.now() - start);
}

async function throughRest(client: RestClient): Promise<void> {
  const wait = { prefer: 'wait=60' };
  const name = `bench-${randomBytes(8).toString('hex')}`;
  await client.send('POST', '/v1/containers/create', { image: 'busybox', cmd: ['true'], name }, wait);
  await client.send('POST', `/v1/containers/${name}/start`, undefined, wait);
  await client.send('POST', `/v1/containers/${name}/wait`, undefined, wait);
  await client.send('DELETE', `/v1/containers/${name}`, undefined, wait);
}

async function onEngine(docker: Docker): Promise<void> {
  const name = `bench-${randomBytes(8).toString('hex')}`;
  const container = await docker.createContainer({ Image: 'busybox', Cmd: ['true'], name });
  await container.start();
  await container.wait();
  await container.remove();
}
