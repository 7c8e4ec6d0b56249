import { randomBytes } from 'node:crypto';
import { type Figure, median, quantile } from '../table.js';
import { cli, type Side, type Sides, timeBoth } from './sides.js';

/** `docker run --rm busybox true` with the CLI. */
export async function run(sides: Sides): Promise<Figure> {
  const { ours, direct } = await timeBoth(sides, 50, (side) => cli(side, ['run', '--rm', 'busybox', 'true']));
  const details = { 'ours ms': median(ours), 'direct ms': median(direct) };
  return { name: 'door run', value: median(ours) / median(direct), unit: '×', target: { atMost: 1.1 }, details };
}

/** What only asks. */
export async function queries(sides: Sides): Promise<Figure> {
  const container = await sides.direct.docker.createContainer({ Image: 'busybox' });
  const { ours, direct } = await timeBoth(sides, 200, async ({ docker }) => {
    await docker.listContainers({ all: true });
    await docker.getContainer(container.id).inspect();
  });
  await container.remove();
  // Two requests a round.
  const added = (median(ours) - median(direct)) / 2;
  const details = { 'ours ms': median(ours) / 2, 'direct ms': median(direct) / 2 };
  return { name: 'door queries', value: added, unit: 'ms', target: { atMost: 3 }, details };
}

/** What changes something: create, tag and rm. */
export async function mutations(sides: Sides): Promise<readonly Figure[]> {
  const added: number[] = [];
  for (const mutate of [createAndRemove, tag]) {
    const times = { ours: [] as number[], direct: [] as number[] };
    await timeBoth(sides, 100, async (side, round) => {
      const own = await mutate(side);
      if (round > 0) times[side === sides.ours ? 'ours' : 'direct'].push(...own);
    });
    const usual = median(times.direct);
    added.push(...times.ours.map((time) => time - usual));
  }
  const details = { mutations: added.length };
  return [
    { name: 'door mutations p50', value: quantile(added, 0.5), unit: 'ms', target: { atMost: 15 }, details },
    { name: 'door mutations p99', value: quantile(added, 0.99), unit: 'ms', target: { atMost: 60 }, details },
  ];
}

async function createAndRemove({ docker }: Side): Promise<readonly number[]> {
  const name = `bench-${randomBytes(8).toString('hex')}`;
  const created = performance.now();
  const container = await docker.createContainer({ Image: 'busybox', name });
  const removed = performance.now();
  await container.remove();
  return [removed - created, performance.now() - removed];
}

async function tag({ docker }: Side): Promise<readonly number[]> {
  const start = performance.now();
  await docker.getImage('busybox').tag({ repo: 'bench.local/busybox', tag: 'door' });
  return [performance.now() - start];
}
