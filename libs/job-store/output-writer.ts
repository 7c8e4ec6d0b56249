import { zstdCompressSync } from 'node:zlib';
import type { OutputKept, OutputStream, OutputWriter } from '#engine';
import type { Database } from '#prisma';

const flushMs = 50;
const flushBytes = 262_144;
const mostBuffered = 1_048_576;
/** Less than this gains nothing by compression. */
const compressFrom = 256;

interface Run {
  readonly stream: OutputStream;
  readonly parts: Uint8Array[];
  length: number;
}

/** Gathers what a job writes for up to 50 ms or 256 KiB, then keeps it as rows, a row for each run of one stream. */
export class PostgresOutputWriter implements OutputWriter {
  readonly #next: { stdout: number; stderr: number };
  #runs: Run[] = [];
  #buffered = 0;
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> = Promise.resolve();
  #failure: { readonly error: unknown } | undefined;

  constructor(
    private readonly database: Database,
    private readonly job: string,
    kept: OutputKept,
    private readonly announce: () => Promise<void>,
  ) {
    this.#next = { stdout: kept.stdout, stderr: kept.stderr };
  }

  async write(stream: OutputStream, bytes: Uint8Array): Promise<void> {
    if (this.#failure) throw this.#failure.error;
    this.#gather(stream, bytes);
    if (this.#buffered >= mostBuffered) return this.#flush();
    if (this.#buffered >= flushBytes) void this.#flush();
    else this.#timer ??= setTimeout(() => void this.#flush(), flushMs);
  }

  async end(): Promise<void> {
    await this.#flush();
    if (this.#failure) throw this.#failure.error;
  }

  #gather(stream: OutputStream, bytes: Uint8Array): void {
    this.#buffered += bytes.length;
    const last = this.#runs.at(-1);
    if (last?.stream === stream && last.length < flushBytes) {
      last.parts.push(bytes);
      last.length += bytes.length;
    } else {
      this.#runs.push({ stream, parts: [bytes], length: bytes.length });
    }
  }

  /** One flush at a time, in order. */
  #flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#flushing = this.#flushing.then(() => this.#keep()).catch((error: unknown) => {
      this.#failure ??= { error };
    });
    return this.#flushing;
  }

  async #keep(): Promise<void> {
    const runs = this.#runs;
    if (runs.length === 0) return;
    this.#runs = [];
    this.#buffered = 0;
    const data = runs.map((run) => this.#row(run));
    await keepTrying(() => this.database.prisma.jobOutputChunk.createMany({ data, skipDuplicates: true }));
    await this.announce().catch(() => undefined);
  }

  #row(run: Run) {
    const { stream, length } = run;
    const row = { job: this.job, stream, length, start: this.#next.stdout + this.#next.stderr, streamStart: this.#next[stream] };
    this.#next[stream] += length;
    const plain = Buffer.concat(run.parts);
    const packed = length < compressFrom ? plain : zstdCompressSync(plain);
    return packed.length < plain.length ? { ...row, encoding: 'zstd', bytes: packed } : { ...row, encoding: 'none', bytes: plain };
  }
}

/** A database that restarts is waited for: the job goes on meanwhile, and its output is not lost. */
async function keepTrying(write: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await write();
      return;
    } catch (error) {
      if (attempt === 30) throw error;
      await new Promise<void>((resolve) => setTimeout(resolve, Math.min(100 * attempt, 1_000)));
    }
  }
}
