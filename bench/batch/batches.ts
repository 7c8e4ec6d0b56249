import { spawn } from 'node:child_process';
import { buffer } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import type { Product } from '../product.js';

/** Sends a batch, with the folder that its builds share, and resolves with its id. */
export async function sendBatch(
  product: Product,
  batch: object,
  context: Buffer,
  token = product.token,
): Promise<string> {
  const form = new FormData();
  form.append('batch', new Blob([JSON.stringify(batch)], { type: 'application/json' }));
  form.append('context', new Blob([new Uint8Array(context)], { type: 'application/x-tar' }), 'context.tar');
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`${product.url}/v1/batches`, { method: 'POST', headers, body: form });
  if (answer.status !== 202) throw new Error(`POST /v1/batches: ${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as { id: string }).id;
}

/** Resolves when the batch has ended, and rejects when anything in it has failed. */
export async function untilEnded(product: Product, id: string): Promise<void> {
  const headers = { authorization: `Bearer ${product.token}` };
  for (;;) {
    const answer = await fetch(`${product.url}/v1/jobs/${id}`, { headers });
    const job = (await answer.json()) as { state: string; exit: { status: number } | null };
    if (job.state === 'exited' && job.exit?.status === 0) return;
    if (job.state !== 'queued' && job.state !== 'running') throw new Error(`The batch ended as ${JSON.stringify(job)}`);
    await setTimeout(20);
  }
}

/** A folder as a tar. */
export async function tarOf(directory: string): Promise<Buffer> {
  const tar = spawn('tar', ['-C', directory, '-c', '.'], { stdio: ['ignore', 'pipe', 'inherit'] });
  return buffer(tar.stdout);
}
