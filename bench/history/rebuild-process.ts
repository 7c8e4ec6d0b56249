import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import type { LogDatabase } from '../log-database.js';

const program = new URL('../../apps/worker/rebuild.js', import.meta.url).pathname;

/** What a rebuild took. */
export interface RebuildRun {
  readonly seconds: number;
  /** The most memory that was resident. */
  readonly megabytes: number;
}

/** Runs `longshore rebuild` in a process of its own, as a user does. */
export async function runRebuild({ url }: LogDatabase): Promise<RebuildRun> {
  const start = performance.now();
  const env = { ...process.env, DATABASE_URL: url, NODE_ENV: 'production' };
  const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = once(child, 'exit');
  let megabytes = 0;
  while (child.exitCode === null && child.signalCode === null) {
    megabytes = (await peakMegabytes(child.pid)) ?? megabytes;
    await Promise.race([ended, setTimeout(50)]);
  }
  if (child.exitCode !== 0) throw new Error(`the rebuild ended with ${child.exitCode ?? child.signalCode}`);
  return { seconds: (performance.now() - start) / 1_000, megabytes };
}

/** From /proc: Linux alone tells it of another process, and not of one that has ended. */
async function peakMegabytes(pid: number | undefined): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(status) ?? [];
  return kilobytes === undefined ? undefined : (Number(kilobytes) * 1_024) / 1e6;
}
