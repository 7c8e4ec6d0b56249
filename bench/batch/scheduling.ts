import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { pack } from 'tar-stream';
import { plainPool, type Product, startProduct } from '../product.js';
import { RestClient } from '../rest-client.js';
import type { Figure } from '../table.js';
import { sendBatch } from './batches.js';

const actors = 50;
const batchesOfEach = 4;
const buildsOfEach = 50;
const builds = actors * batchesOfEach * buildsOfEach;
/** Every fifth actor has this weight, the others 1. */
const heavyWeight = 3;
/** All actors have builds that wait until so many have been dispatched: the heaviest one's 200 are through at about 4,667. */
const measuredShares = 4_000;

const weightOf = (actor: number): number => (actor % 5 === 0 ? heavyWeight : 1);
const nameOf = (actor: number): string => `actor-${actor}`;

/** 10,000 builds of 50 actors wait at once, for a host in memory that runs 32 at a time, each over at once: how many are dispatched a second, in which shares, at what cost in memory. */
export async function scheduling(): Promise<readonly Figure[]> {
  const shares = Array.from({ length: actors }, (_, actor) => `${nameOf(actor)}=${weightOf(actor)}`).join(',');
  const env = { LONGSHORE_SHARES: shares, LONGSHORE_HEAVY_JOBS: '32' };
  await using product = await startProduct({ stub: true, worker: true, env });
  const ids = await sendAll(product);
  const memory = await untilAllEnded(product, ids);
  const told = await dispatchesOf(product);
  const seconds = (Date.parse(told.at(-1)?.time ?? '') - Date.parse(told[0]?.time ?? '')) / 1_000;
  return [
    {
      name: 'batch dispatches',
      value: told.length / seconds,
      unit: '/s',
      target: { atLeast: 300 },
      details: { seconds },
    },
    { name: 'batch shares', value: farthestShare(told), unit: '%', target: { atMost: 5 }, details: { actors } },
    {
      name: 'batch memory',
      value: memory.after - memory.half,
      unit: 'MB',
      target: { atMost: 64 },
      details: { 'half-way': memory.half, 'at the end': memory.after },
    },
  ];
}

/** Sends every batch paused behind its approval, and approves them all when all are there. */
async function sendAll(product: Product): Promise<readonly string[]> {
  const client = new RestClient(product.url, product.token, 8);
  const context = await smallContext();
  const ids: string[] = [];
  try {
    for (let actor = 0; actor < actors; actor++) {
      const answer = await client.send('POST', '/v1/tokens', { name: nameOf(actor), rights: ['build'] });
      const { secret } = JSON.parse(answer.body) as { secret: string };
      for (let n = 0; n < batchesOfEach; n++) ids.push(await sendBatch(product, batchOf(actor, n), context, secret));
    }
    await Promise.all(ids.map((id) => client.send('POST', `/v1/batches/${id}/approve`)));
  } finally {
    client.close();
  }
  return ids;
}

/** Each build has an argument of its own: none is equal to another. */
function batchOf(actor: number, batch: number): object {
  const names = Array.from({ length: buildsOfEach }, (_, build) => `build-${build}`);
  const one = (name: string) => ({ name, args: { WHICH: `${actor}-${batch}-${name}` } });
  return { name: `batch-${batch}`, policies: { approval: true }, builds: names.map(one) };
}

async function smallContext(): Promise<Buffer> {
  const tar = pack();
  tar.entry({ name: 'Dockerfile' }, 'FROM busybox\nARG WHICH\nLABEL which=$WHICH\n');
  tar.finalize();
  return buffer(tar);
}

/** Resident memory of the worker when half of the builds are through, and when all are. */
async function untilAllEnded(product: Product, ids: readonly string[]): Promise<{ half: number; after: number }> {
  const pool = plainPool(product, 1);
  const worker = product.pids[1];
  let half: number | undefined;
  try {
    for (;;) {
      const { rows } = await pool.query<{ builds: string; batches: string }>(
        `select count(*) filter (where name = 'build') as builds, count(*) filter (where name = 'batch') as batches
         from read_models.jobs where state = 'exited'`,
      );
      if (half === undefined && Number(rows[0]?.builds) >= builds / 2) half = await residentMegabytes(worker);
      if (Number(rows[0]?.batches) === ids.length) break;
      await setTimeout(500);
    }
  } finally {
    await pool.end();
  }
  return { half: half ?? Number.NaN, after: await residentMegabytes(worker) };
}

interface Dispatch {
  readonly actor: string;
  readonly time: string;
}

/** What was dispatched, in its order, by the log. */
async function dispatchesOf(product: Product): Promise<readonly Dispatch[]> {
  const pool = plainPool(product, 1);
  try {
    const { rows } = await pool.query<Dispatch>(
      `select body::jsonb #>> '{metadata,actor,name}' as actor, time::text as time
       from events where type = 'JobSubmitted' and body::jsonb #>> '{data,name}' = 'build' order by position`,
    );
    return rows;
  } finally {
    await pool.end();
  }
}

/** How far the actor who is farthest from his share is from it, in percent of it, while all have builds that wait. */
function farthestShare(told: readonly Dispatch[]): number {
  const all = Array.from({ length: actors }, (_, actor) => weightOf(actor)).reduce((sum, weight) => sum + weight, 0);
  const counts = Map.groupBy(told.slice(0, measuredShares), ({ actor }) => actor);
  const distances = Array.from({ length: actors }, (_, actor) => {
    const share = (measuredShares * weightOf(actor)) / all;
    return Math.abs((counts.get(nameOf(actor))?.length ?? 0) - share) / share;
  });
  return Math.max(...distances) * 100;
}

/** From /proc: Linux alone tells it of another process. */
async function residentMegabytes(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return (Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1_024) / 1e6;
}
