import type { Figure } from '../table.js';
import { makespan } from './makespan.js';
import { scheduling } from './scheduling.js';

/** What batches cost: a real monorepo on a real engine, and ten thousand builds on a host in memory. */
export async function batch(): Promise<readonly Figure[]> {
  return [...(await scheduling()), ...(await makespan())];
}
