import { zstdCompressSync } from 'node:zlib';
import type { OutputKept, OutputStream, OutputWriter } from '#engine';
import { type Database, Prisma } from '#prisma';
import { keepTrying } from './keep-trying.js';

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
    private readonly start: { readonly job: string; readonly epoch: number },
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
    this.#flushing = this.#flushing
      .then(() => this.#keep())
      .catch((error: unknown) => {
        this.#failure ??= { error };
      });
    return this.#flushing;
  }

  async #keep(): Promise<void> {
    const runs = this.#runs;
    if (runs.length === 0) return;
    this.#runs = [];
    this.#buffered = 0;
    const rows = Prisma.join(runs.map((run) => this.#row(run)));
    const { job, epoch } = this.start;
    // The fence of a later start: a worker that was taken for dead writes no more. What it wrote just before is overwritten, since it is
    // no longer counted; what is there already of this start came of a try that was not answered.
    await keepTrying(
      () => this.database.prisma.$executeRaw`
        insert into job_output as kept (job, start, stream, stream_start, length, encoding, bytes, epoch)
        select ${job}::uuid, row.*, ${epoch} from (values ${rows}) as row
        where not exists (select from job_output_fences where job = ${job}::uuid and epoch > ${epoch})
        on conflict (job, start) do update
          set stream = excluded.stream, stream_start = excluded.stream_start, length = excluded.length,
              encoding = excluded.encoding, bytes = excluded.bytes, epoch = excluded.epoch
          where kept.epoch < excluded.epoch`,
    );
    await this.announce().catch(() => undefined);
  }

  #row({ stream, length, parts }: Run): Prisma.Sql {
    const start = this.#next.stdout + this.#next.stderr;
    const streamStart = this.#next[stream];
    this.#next[stream] += length;
    const plain = Buffer.concat(parts);
    const packed = length < compressFrom ? plain : zstdCompressSync(plain);
    const [encoding, bytes] = packed.length < plain.length ? ['zstd', packed] : ['none', plain];
    return Prisma.sql`(${start}::bigint, ${stream}::text, ${streamStart}::bigint, ${length}::integer, ${encoding}::text, ${bytes}::bytea)`;
  }
}
