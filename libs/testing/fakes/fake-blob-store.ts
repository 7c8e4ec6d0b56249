import { createHash } from 'node:crypto';
import type { Blob, BlobStore, Spool } from '#engine';
import { DomainError } from '#event-sourcing';

/** Blobs in memory. */
export class FakeBlobStore implements BlobStore {
  readonly #blobs = new Map<string, Buffer>();
  readonly #uploads = new Set<object>();

  async put(bytes: AsyncIterable<Uint8Array>): Promise<Blob> {
    return (await this.spool(bytes)).keep();
  }

  async spool(bytes: AsyncIterable<Uint8Array>): Promise<Spool> {
    const parts: Uint8Array[] = [];
    for await (const part of bytes) parts.push(part);
    const whole = Buffer.concat(parts);
    const blob = { digest: `sha256:${createHash('sha256').update(whole).digest('hex')}`, size: whole.length };
    const upload = {};
    this.#uploads.add(upload);
    const drop = async () => void this.#uploads.delete(upload);
    return {
      ...blob,
      async *read(start, end) {
        if (start < end) yield whole.subarray(start, end);
      },
      keep: async () => {
        this.#blobs.set(blob.digest, whole);
        await drop();
        return blob;
      },
      drop,
    };
  }

  /** How many uploads have been neither kept nor dropped. */
  get spools(): number {
    return this.#uploads.size;
  }

  /** How many blobs there are. */
  get size(): number {
    return this.#blobs.size;
  }

  async *get(digest: string): AsyncIterable<Uint8Array> {
    const whole = this.#blobs.get(digest);
    if (!whole) throw new DomainError('not-found', 'blob-not-found', `There is no blob ${digest}.`);
    if (whole.length > 0) yield whole;
  }
}
