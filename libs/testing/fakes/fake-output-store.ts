import type { OutputChunk, OutputKept, OutputStore, OutputStream, OutputWriter } from '#engine';

const atLeastEveryMs = 1_000;

/** Output in memory, a chunk for each write. */
export class FakeOutputStore implements OutputStore {
  readonly #chunks = new Map<string, OutputChunk[]>();
  readonly #fences = new Map<string, number>();
  readonly #watchers = new Map<string, Set<() => void>>();

  async takeOver(job: string, epoch: number): Promise<OutputKept> {
    this.#fences.set(job, Math.max(epoch, this.#fences.get(job) ?? 0));
    return { stdout: this.#length(job, 'stdout'), stderr: this.#length(job, 'stderr') };
  }

  open(job: string, kept: OutputKept, epoch: number): OutputWriter {
    const next = { stdout: kept.stdout, stderr: kept.stderr };
    return {
      write: async (stream, bytes) => {
        const chunk = {
          stream,
          start: next.stdout + next.stderr,
          streamStart: next[stream],
          bytes: Uint8Array.from(bytes),
        };
        next[stream] += bytes.length;
        if (bytes.length > 0 && epoch >= (this.#fences.get(job) ?? 0)) this.#keep(job, chunk);
      },
      end: async () => {},
    };
  }

  async *read(
    job: string,
    from: { readonly offset: number; readonly stream?: OutputStream },
  ): AsyncIterable<OutputChunk> {
    for (const chunk of this.#chunks.get(job)?.slice() ?? []) {
      if (from.stream !== undefined && chunk.stream !== from.stream) continue;
      const before = Math.max(0, from.offset - (from.stream === undefined ? chunk.start : chunk.streamStart));
      if (before >= chunk.bytes.length) continue;
      yield {
        ...chunk,
        start: chunk.start + before,
        streamStart: chunk.streamStart + before,
        bytes: chunk.bytes.subarray(before),
      };
    }
  }

  async written(jobs: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const ends = jobs.map((job) => [job, this.#length(job, 'stdout') + this.#length(job, 'stderr')] as const);
    return new Map(ends.filter(([, length]) => length > 0));
  }

  watch(job: string, onMore: () => void): () => void {
    const watchers = this.#watchers.getOrInsertComputed(job, () => new Set()).add(onMore);
    const timer = setInterval(onMore, atLeastEveryMs);
    return () => {
      clearInterval(timer);
      watchers.delete(onMore);
    };
  }

  #keep(job: string, chunk: OutputChunk): void {
    this.#chunks.getOrInsertComputed(job, () => []).push(chunk);
    for (const onMore of this.#watchers.get(job) ?? []) onMore();
  }

  #length(job: string, stream: OutputStream): number {
    return (this.#chunks.get(job) ?? []).reduce(
      (sum, chunk) => (chunk.stream === stream ? sum + chunk.bytes.length : sum),
      0,
    );
  }
}
