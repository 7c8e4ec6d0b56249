import { zstdDecompressSync } from 'node:zlib';
import type { OutputChunk, OutputKept, OutputStore, OutputStream, OutputWriter } from '#engine';
import { type Database, Prisma } from '#prisma';
import type { OutputBell } from './output-bell.js';
import { PostgresOutputWriter } from './output-writer.js';

const pageRows = 100;

interface Row {
  readonly start: bigint;
  readonly stream: OutputStream;
  readonly streamStart: bigint;
  readonly encoding: 'none' | 'zstd';
  readonly bytes: Uint8Array;
}

/** Keeps output in Postgres; Redis only rings the bell, so that nothing is lost with it. */
export class PostgresOutputStore implements OutputStore {
  constructor(
    private readonly database: Database,
    private readonly bell: OutputBell,
  ) {}

  async takeOver(job: string, epoch: number): Promise<OutputKept> {
    await this.database.prisma.$executeRaw`
      insert into job_output_fences (job, epoch) values (${job}::uuid, ${epoch})
      on conflict (job) do update set epoch = greatest(job_output_fences.epoch, excluded.epoch)`;
    const ends = await this.database.prisma.$queryRaw<
      readonly { readonly stream: OutputStream; readonly end: bigint }[]
    >`
      select stream, max(stream_start + length) as end from job_output where job = ${job}::uuid group by stream`;
    const of = (stream: OutputStream) => Number(ends.find((end) => end.stream === stream)?.end ?? 0);
    return { stdout: of('stdout'), stderr: of('stderr') };
  }

  open(job: string, kept: OutputKept, epoch: number): OutputWriter {
    return new PostgresOutputWriter(this.database, { job, epoch }, kept, () => this.bell.ring(job));
  }

  async *read(
    job: string,
    from: { readonly offset: number; readonly stream?: OutputStream },
  ): AsyncIterable<OutputChunk> {
    let offset = from.offset;
    for (;;) {
      const rows = await this.#page(job, offset, from.stream);
      for (const row of rows) {
        const chunk = cut(unpack(row), offset, from.stream);
        offset += chunk.bytes.length;
        yield chunk;
      }
      if (rows.length < pageRows) return;
    }
  }

  async written(jobs: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const ends = await this.database.prisma.$queryRaw<readonly { readonly job: string; readonly end: bigint }[]>`
      select asked.job, newest.end
      from unnest(${[...jobs]}::uuid[]) as asked (job) cross join lateral (
        select start + length as end from job_output o where o.job = asked.job order by start desc limit 1) as newest`;
    return new Map(ends.map(({ job, end }) => [job, Number(end)]));
  }

  watch(job: string, onMore: () => void): () => void {
    return this.bell.watch(job, onMore);
  }

  #page(job: string, offset: number, stream: OutputStream | undefined): Promise<readonly Row[]> {
    const start = stream ? Prisma.sql`stream_start` : Prisma.sql`start`;
    const only = stream ? Prisma.sql`and stream = ${stream}` : Prisma.empty;
    return this.database.prisma.$queryRaw<readonly Row[]>`
      select start, stream, stream_start as "streamStart", encoding, bytes from job_output
      where job = ${job}::uuid ${only} and ${start} + length > ${offset} order by start limit ${pageRows}`;
  }
}

function unpack({ start, stream, streamStart, encoding, bytes }: Row): OutputChunk {
  const plain = encoding === 'zstd' ? zstdDecompressSync(bytes) : bytes;
  return { start: Number(start), stream, streamStart: Number(streamStart), bytes: plain };
}

/** Drops what comes before the offset. */
function cut(chunk: OutputChunk, offset: number, stream: OutputStream | undefined): OutputChunk {
  const before = Math.max(0, offset - (stream ? chunk.streamStart : chunk.start));
  return {
    ...chunk,
    start: chunk.start + before,
    streamStart: chunk.streamStart + before,
    bytes: chunk.bytes.subarray(before),
  };
}
