import { randomBytes } from 'node:crypto';
import { makespanOf, type TimedBuilds } from '#domain';
import { type Product, startProduct } from '../product.js';
import type { Figure } from '../table.js';
import { sendBatch, tarOf, untilEnded } from './batches.js';
import { buildByHand, removeImages, timesAlone } from './by-hand.js';
import { makeMonorepo, type Monorepo } from './monorepo.js';

const parallel = 4;

/**
 * A monorepo of 60 small images in 5 levels as one batch, against what cannot be beaten (list scheduling of the times that the builds
 * take by themselves) and against the same by hand; and once more when everything is in the cache.
 */
export async function makespan(): Promise<readonly Figure[]> {
  const env = { LONGSHORE_HEAVY_JOBS: `${parallel}` };
  await using product = await startProduct({ stub: false, worker: true, env });
  const alone = await measure(async (repo) => timedBuilds(repo, await timesAlone(repo)));
  const bound = makespanOf(alone, parallel);
  const byHand = await measure(async (repo) => ({
    fresh: await buildByHand(repo, parallel),
    cached: await buildByHand(repo, parallel),
  }));
  const ours = await measure(async (repo) => ({
    fresh: await build(product, repo),
    cached: await build(product, repo),
  }));
  const fresh = { 'ours s': ours.fresh, 'bound s': bound, 'by hand s': byHand.fresh, parallel };
  const cached = { 'ours s': ours.cached, 'by hand s': byHand.cached };
  return [
    { name: 'batch makespan', value: ours.fresh / bound, unit: '×', target: { atMost: 1.1 }, details: fresh },
    { name: 'batch by hand', value: ours.fresh / byHand.fresh, unit: '×', target: { atMost: 1 }, details: fresh },
    { name: 'batch cached', value: ours.cached / byHand.cached, unit: '×', target: { atMost: 1.3 }, details: cached },
  ];
}

function timedBuilds({ images }: Monorepo, times: ReadonlyMap<string, number>): TimedBuilds {
  return new Map(
    images.map(({ name, base }) => [
      name,
      { seconds: times.get(name) ?? Number.NaN, needs: base === undefined ? [] : [base] },
    ]),
  );
}

/** Does something with a monorepo that no cache knows yet. */
async function measure<Result>(work: (repo: Monorepo) => Promise<Result>): Promise<Result> {
  await using repo = await makeMonorepo(randomBytes(6).toString('hex'));
  try {
    return await work(repo);
  } finally {
    await removeImages(repo);
  }
}

/** Resolves with the seconds from the request to the batch's end. */
async function build(product: Product, { directory, images }: Monorepo): Promise<number> {
  const start = performance.now();
  const builds = images.map(({ name, tag }) => ({ name, context: name, tags: [tag] }));
  const id = await sendBatch(product, { name: 'bench', builds }, await tarOf(directory));
  await untilEnded(product, id);
  return (performance.now() - start) / 1_000;
}
