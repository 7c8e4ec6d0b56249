import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { startProduct } from './product.js';
import type { Figure } from './table.js';

/** Long enough for what start-up needed to be given back, or not. */
const idleMs = 15_000;

/** Resident memory of api and worker together, idle. */
export async function memory(): Promise<Figure> {
  await using product = await startProduct({ stub: false, worker: true });
  await setTimeout(idleMs);
  const resident = await Promise.all(product.pids.map(residentMegabytes));
  const [api = Number.NaN, worker = Number.NaN] = resident;
  return { name: 'memory', value: api + worker, unit: 'MB', target: { atMost: 300 }, details: { api, worker } };
}

/** From /proc: Linux alone tells it of another process. */
async function residentMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return (Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1_024) / 1e6;
}
