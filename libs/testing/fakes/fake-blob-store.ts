import { createHash } from 'node:crypto';
import type { Blob, BlobStore } from '#engine';
import { DomainError } from '#event-sourcing';

/** Blobs in memory. */
export class FakeBlobStore implements BlobStore {
  readonly #blobs = new Map<string, Buffer>();

  async put(bytes: AsyncIterable<Uint8Array>): Promise<Blob> {
    const parts: Uint8Array[] = [];
    for await (const part of bytes) parts.push(part);
    const whole = Buffer.concat(parts);
    const digest = `sha256:${createHash('sha256').update(whole).digest('hex')}`;
    this.#blobs.set(digest, whole);
    return { digest, size: whole.length };
  }

  async *get(digest: string): AsyncIterable<Uint8Array> {
    const whole = this.#blobs.get(digest);
    if (!whole) throw new DomainError('not-found', 'blob-not-found', `There is no blob ${digest}.`);
    if (whole.length > 0) yield whole;
  }
}
