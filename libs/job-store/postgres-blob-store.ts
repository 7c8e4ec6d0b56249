import { createHash, randomUUIDv7 } from 'node:crypto';
import type { Blob, BlobStore, Spool } from '#engine';
import { DomainError } from '#event-sourcing';
import type { Database } from '#prisma';
import { keepTrying } from './keep-trying.js';
import { PostgresSpool, type Upload } from './postgres-spool.js';

const chunkBytes = 1_048_576;
/** An upload is taken for broken off after a day. */
const staleUploadMs = 86_400_000;

interface FirstChunk {
  readonly size: bigint;
  readonly upload: string;
  /** Null when the blob is empty. */
  readonly bytes: Uint8Array | null;
}

/** Keeps blobs in rows of 1 MiB, so that any process on any machine can read them, with flat memory. */
export class PostgresBlobStore implements BlobStore {
  constructor(private readonly database: Database) {}

  async put(bytes: AsyncIterable<Uint8Array>): Promise<Blob> {
    const spool = await this.spool(bytes);
    try {
      return await spool.keep();
    } catch (error) {
      await spool.drop().catch(() => undefined);
      throw error;
    }
  }

  async spool(bytes: AsyncIterable<Uint8Array>): Promise<Spool> {
    const upload = randomUUIDv7();
    try {
      return new PostgresSpool(this.database, await this.#upload(upload, bytes));
    } catch (error) {
      await this.database.prisma.blobChunk.deleteMany({ where: { upload } }).catch(() => undefined);
      throw error;
    }
  }

  async *get(digest: string): AsyncIterable<Uint8Array> {
    const first = await this.#first(digest);
    if (!first)
      throw new DomainError('not-found', 'blob-not-found', `There is no blob ${digest}. Send the job's input again.`);
    let left = Number(first.size);
    for (let seq = 0; left > 0; seq++) {
      const bytes = seq === 0 ? first.bytes : await this.#chunk(first.upload, seq);
      if (!bytes) return;
      left -= bytes.length;
      yield bytes;
    }
  }

  /** Drops what uploads left behind that were broken off. */
  async removeStaleUploads(): Promise<void> {
    const before = new Date(Date.now() - staleUploadMs);
    await this.database.prisma.$executeRaw`
      delete from blob_chunks where upload < ${firstUuidOf(before)}::uuid and upload not in (select upload from blobs)`;
  }

  /** Most blobs have one chunk: they are read in one statement. */
  async #first(digest: string): Promise<FirstChunk | undefined> {
    const rows = await keepTrying(
      () => this.database.prisma.$queryRaw<FirstChunk[]>`
        select size, upload, bytes from blobs left join blob_chunks using (upload)
        where digest = ${digest} and coalesce(seq, 0) = 0`,
    );
    return rows[0];
  }

  async #chunk(upload: string, seq: number): Promise<Uint8Array | undefined> {
    const where = { upload_seq: { upload, seq } };
    const chunk = await keepTrying(() => this.database.prisma.blobChunk.findUnique({ where }));
    return chunk?.bytes;
  }

  async #upload(upload: string, bytes: AsyncIterable<Uint8Array>): Promise<Upload> {
    const hash = createHash('sha256');
    const starts: number[] = [];
    let size = 0;
    for await (const chunk of rechunk(bytes)) {
      hash.update(chunk);
      await this.database.prisma.blobChunk.create({
        data: { upload, seq: starts.length, bytes: chunk },
        select: { seq: true },
      });
      starts.push(size);
      size += chunk.length;
    }
    return { digest: `sha256:${hash.digest('hex')}`, size, upload, starts };
  }
}

async function* rechunk(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Buffer<ArrayBuffer>> {
  let held: Uint8Array[] = [];
  let length = 0;
  for await (const part of bytes) {
    held.push(part);
    length += part.length;
    if (length < chunkBytes) continue;
    yield Buffer.concat(held);
    held = [];
    length = 0;
  }
  if (length > 0) yield Buffer.concat(held);
}

/** The smallest UUID v7 of a moment. */
function firstUuidOf(time: Date): string {
  const hex = time.getTime().toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
