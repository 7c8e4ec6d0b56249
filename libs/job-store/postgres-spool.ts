import type { Blob, Spool } from '#engine';
import type { Database } from '#prisma';
import { keepTrying } from './keep-trying.js';

/** What was uploaded, and where each of its rows begins. */
export interface Upload extends Blob {
  /** Of its rows. */
  readonly upload: string;
  /** Where each row begins. */
  readonly starts: readonly number[];
}

/** Bytes in rows that no blob has named yet. */
export class PostgresSpool implements Spool {
  readonly digest: string;
  readonly size: number;
  /** The row that was read last: small pieces that follow each other cost one query together. */
  #latest: { readonly seq: number; readonly bytes: Uint8Array } | undefined;
  #isKept = false;

  constructor(
    private readonly database: Database,
    private readonly uploaded: Upload,
  ) {
    this.digest = uploaded.digest;
    this.size = uploaded.size;
  }

  async *read(start: number, end: number): AsyncIterable<Uint8Array> {
    for (let at = start; at < end;) {
      const seq = this.#rowAt(at);
      const bytes = await this.#row(seq);
      const from = at - (this.uploaded.starts[seq] ?? 0);
      const piece = bytes.subarray(from, Math.min(bytes.length, from + end - at));
      if (piece.length === 0) throw new Error(`the upload ${this.uploaded.upload} ends before byte ${end}`);
      yield piece;
      at += piece.length;
    }
  }

  /** The first upload of some bytes stays; a later one of the same bytes is dropped. */
  async keep(): Promise<Blob> {
    const { digest, size, upload } = this.uploaded;
    const named = await this.database.prisma.$executeRaw`
      insert into blobs (digest, size, upload) values (${digest}, ${size}, ${upload}::uuid) on conflict (digest) do nothing`;
    if (named === 0) await this.drop();
    this.#isKept = true;
    return { digest, size };
  }

  async drop(): Promise<void> {
    if (this.#isKept) return;
    await this.database.prisma.blobChunk.deleteMany({ where: { upload: this.uploaded.upload } });
  }

  #rowAt(offset: number): number {
    const { starts } = this.uploaded;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  async #row(seq: number): Promise<Uint8Array> {
    if (this.#latest?.seq === seq) return this.#latest.bytes;
    const { upload } = this.uploaded;
    const row = await keepTrying(() =>
      this.database.prisma.blobChunk.findUniqueOrThrow({ where: { upload_seq: { upload, seq } } }),
    );
    this.#latest = { seq, bytes: row.bytes };
    return row.bytes;
  }
}
