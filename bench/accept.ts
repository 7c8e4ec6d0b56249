import { randomUUID } from 'node:crypto';
import { alternate } from './alternate.js';
import { plainPool, startProduct } from './product.js';
import { insertPlainly, plainTable } from './plain-log.js';
import { RestClient } from './rest-client.js';
import type { Figure } from './table.js';

const connections = 32;
const commandsARound = 4_000;

/** Commands accepted a second (202 after the commit, 32 connections, a host in memory) against plain pg's single-row inserts. */
export async function accept(): Promise<Figure> {
  await using product = await startProduct({ stub: true, worker: false });
  const pool = plainPool(product, connections);
  const client = new RestClient(product.url, product.token, connections);
  try {
    await pool.query(plainTable);
    const command = { image: 'busybox', cmd: ['true'], detach: true };
    const figure = await alternate({
      ours: () => rateOf(() => client.send('POST', '/v1/containers', command)),
      direct: () =>
        rateOf(() =>
          insertPlainly(pool, {
            id: randomUUID(),
            type: 'JobSubmitted',
            data: command,
            metadata: { actor: { kind: 'system', name: 'bench' }, correlationId: 'bench' },
          }),
        ),
    });
    return { name: 'accept', ...figure, target: { atLeast: 0.2 } };
  } finally {
    client.close();
    await pool.end();
  }
}

async function rateOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  const caller = async () => {
    for (let n = 0; n < commandsARound / connections; n++) await work();
  };
  await Promise.all(Array.from({ length: connections }, caller));
  return (commandsARound * 1_000) / (performance.now() - start);
}
