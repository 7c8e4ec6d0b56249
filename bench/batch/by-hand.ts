import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Monorepo } from './monorepo.js';

/** Builds the monorepo as one would by hand: level by level, `docker build` under `xargs -P`. Resolves with the seconds that it took. */
export async function buildByHand({ directory, images }: Monorepo, parallel: number): Promise<number> {
  const start = performance.now();
  for (const level of Map.groupBy(images, (image) => image.level).values()) {
    const lines = level.map(({ tag, name }) => `${tag} ${name}\n`).join('');
    await shell(`xargs -P ${parallel} -L 1 sh -c 'docker build -q -t "$0" "$1"'`, directory, lines);
  }
  return (performance.now() - start) / 1_000;
}

/** How long each build takes by itself, in seconds, by the names of the images: one after the other. */
export async function timesAlone({ directory, images }: Monorepo): Promise<ReadonlyMap<string, number>> {
  const times = new Map<string, number>();
  for (const { name, tag } of images) {
    const start = performance.now();
    await shell(`docker build -q -t ${tag} ${name}`, directory);
    times.set(name, (performance.now() - start) / 1_000);
  }
  return times;
}

/** Removes what was built. */
export async function removeImages({ directory, images }: Monorepo): Promise<void> {
  const tags = images
    .toReversed()
    .map(({ tag }) => tag)
    .join('\n');
  await shell('xargs docker rmi -f', directory, tags);
}

async function shell(command: string, cwd: string, input = ''): Promise<void> {
  const env = { ...process.env, DOCKER_BUILDKIT: '0' };
  const child = spawn('sh', ['-c', command], { cwd, env, stdio: ['pipe', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (part: Buffer) => (errors += part.toString()));
  child.stdin.end(input);
  const [status] = await once(child, 'close');
  if (status !== 0) throw new Error(`${command} ended with ${status}: ${errors}`);
}
