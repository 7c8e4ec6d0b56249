import type { Figure } from '../table.js';
import { asOf } from './as-of.js';
import { audit } from './audit.js';
import { openLongLog } from './long-log.js';
import { rebuild } from './rebuild.js';
import { runRebuild } from './rebuild-process.js';

/** What a long history costs: a log of 1,000,000 events, and a short one to compare it with. */
export async function history(): Promise<readonly Figure[]> {
  await using short = await openLongLog(10_000);
  await runRebuild(short);
  await using long = await openLongLog(1_000_000);
  return [...(await rebuild(long)), ...(await asOf(short, long)), ...(await audit(long))];
}
