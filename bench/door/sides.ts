import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import Docker from 'dockerode';
import { startProduct, type Product } from '../product.js';

/** One way to an engine: through Longshore, or its own socket. */
export interface Side {
  readonly socketPath: string;
  readonly docker: Docker;
}

/** Both ways to the same engine. */
export interface Sides extends AsyncDisposable {
  readonly ours: Side;
  readonly direct: Side;
  /** The processes of the product. */
  readonly product: Product;
}

/** Starts the product with a socket of the Docker Engine API. */
export async function openSides(): Promise<Sides> {
  const folder = await mkdtemp('/tmp/longshore-bench-');
  const socketPath = join(folder, 'docker.sock');
  const product = await startProduct({ stub: false, worker: true, env: { LONGSHORE_DOORS: `unix://${socketPath}` } });
  return {
    ours: sideAt(socketPath),
    direct: sideAt('/var/run/docker.sock'),
    product,
    async [Symbol.asyncDispose]() {
      await product[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}

function sideAt(socketPath: string): Side {
  return { socketPath, docker: new Docker({ socketPath }) };
}

/** Runs the docker CLI; resolves when it has ended well. */
export async function cli(side: Side, args: readonly string[], input?: NodeJS.ReadableStream): Promise<void> {
  const env = { ...process.env, DOCKER_HOST: `unix://${side.socketPath}` };
  const child = spawn('docker', args, { env, stdio: [input ? 'pipe' : 'ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr?.on('data', (bytes: Buffer) => (errors += bytes.toString()));
  if (input && child.stdin) input.pipe(child.stdin);
  const [status] = (await once(child, 'close')) as [number];
  if (status !== 0) throw new Error(`docker ${args.join(' ')} ended with ${status}: ${errors}`);
}

/** How long something takes both ways, in ms, one after the other; who begins changes, and a first round does not count. */
export async function timeBoth(
  { ours, direct }: Pick<Sides, 'direct' | 'ours'>,
  rounds: number,
  work: (side: Side, round: number) => Promise<unknown>,
): Promise<{ readonly ours: readonly number[]; readonly direct: readonly number[] }> {
  const times = { ours: [] as number[], direct: [] as number[] };
  const time = async (side: 'direct' | 'ours', round: number) => {
    const start = performance.now();
    await work(side === 'ours' ? ours : direct, round);
    if (round > 0) times[side].push(performance.now() - start);
  };
  for (let round = 0; round <= rounds; round++) {
    await time(round % 2 === 0 ? 'ours' : 'direct', round);
    await time(round % 2 === 0 ? 'direct' : 'ours', round);
  }
  return times;
}
