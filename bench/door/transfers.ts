import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { randomFillSync } from 'node:crypto';
import { pack } from 'tar-stream';
import { type Figure, median } from '../table.js';
import { cli, type Side, type Sides, timeBoth } from './sides.js';

const gibibyte = 1_073_741_824;
const piece = 4_194_304;
const rounds = 3;

/** `docker load`, `docker save` and `docker exec -i` of 1 GiB, and how much memory the API takes more for it. */
export async function transfers(sides: Sides): Promise<readonly Figure[]> {
  const folder = await mkdtemp('/tmp/longshore-bench-bytes-');
  const bytes = join(folder, 'bytes');
  const image = join(folder, 'image.tar');
  const name = 'bench.local/gibibyte:1';
  try {
    await writeBytes(bytes);
    await makeImage(sides.direct, bytes, name);
    await cli(sides.direct, ['save', '-o', image, name]);
    const memory = await MemoryPeak.start(sides.product.pids[0]);
    const load = await compare(sides, async (side) => {
      await sides.direct.docker.getImage(name).remove();
      const start = performance.now();
      await cli(side, ['load', '-q', '-i', image]);
      return performance.now() - start;
    });
    const save = await compare(sides, (side) =>
      timed(() => cli(side, ['save', '-o', join(folder, 'saved.tar'), name])),
    );
    const exec = await throughExec(sides, bytes);
    await sides.direct.docker.getImage(name).remove();
    const megabytes = await memory.stop();
    return [
      { name: 'door load', ...load },
      { name: 'door save', ...save },
      { name: 'door exec', ...exec },
      { name: 'door memory', value: megabytes, unit: 'MB', target: { atMost: 67.1 }, details: {} },
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function throughExec(sides: Sides, bytes: string) {
  const container = await sides.direct.docker.createContainer({
    Image: 'busybox',
    Cmd: ['sleep', '3600'],
    HostConfig: { Init: true },
  });
  await container.start();
  try {
    return await compare(sides, (side) =>
      timed(() => cli(side, ['exec', '-i', container.id, 'sh', '-c', 'cat > /dev/null'], createReadStream(bytes))),
    );
  } finally {
    await container.remove({ force: true });
  }
}

/** The rate through us to that of the bare engine. */
async function compare(
  sides: Sides,
  work: (side: Side) => Promise<number>,
): Promise<Pick<Figure, 'details' | 'target' | 'unit' | 'value'>> {
  const times = { ours: [] as number[], direct: [] as number[] };
  await timeBoth(sides, rounds, async (side, round) => {
    const ms = await work(side);
    if (round > 0) times[side === sides.ours ? 'ours' : 'direct'].push(ms);
  });
  const details = { 'ours s': median(times.ours) / 1_000, 'direct s': median(times.direct) / 1_000 };
  return { value: median(times.direct) / median(times.ours), unit: '×', target: { atLeast: 0.8 }, details };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Bytes that cannot be compressed. */
async function writeBytes(path: string): Promise<void> {
  const block = randomFillSync(Buffer.alloc(piece));
  await pipeline(function* () {
    for (let written = 0; written < gibibyte; written += piece) yield block;
  }, createWriteStream(path));
}

/** An image of one layer with the bytes in it. */
async function makeImage({ docker }: Side, bytes: string, name: string): Promise<void> {
  const tar = pack();
  const entry = tar.entry({ name: 'bytes', size: gibibyte }, (error) => (error ? tar.destroy(error) : tar.finalize()));
  const imported = docker.importImage(tar as unknown as NodeJS.ReadableStream, {
    repo: name.split(':')[0],
    tag: name.split(':')[1],
  });
  createReadStream(bytes).pipe(entry);
  const answer = (await imported) as unknown as NodeJS.ReadableStream;
  for await (const _ of answer) continue;
}

/** The most memory that a process has more than at the beginning. */
class MemoryPeak {
  #most = 0;
  readonly #timer: NodeJS.Timeout;

  private constructor(
    private readonly pid: number,
    private readonly before: number,
  ) {
    this.#timer = setInterval(() => void this.#look(), 100);
  }

  static async start(pid = 0): Promise<MemoryPeak> {
    await writeFile(`/proc/${pid}/clear_refs`, '5');
    return new MemoryPeak(pid, await residentOf(pid));
  }

  async stop(): Promise<number> {
    clearInterval(this.#timer);
    await this.#look();
    return this.#most - this.before;
  }

  async #look(): Promise<void> {
    this.#most = Math.max(this.#most, await residentOf(this.pid));
  }
}

/** Megabytes, from /proc. */
async function residentOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return (Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1_024) / 1e6;
}
