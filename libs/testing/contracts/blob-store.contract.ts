import { createHash, randomBytes } from 'node:crypto';
import type { BlobStore } from '#engine';
import { describe, expect, it } from 'vitest';
import { expectCode } from './contract-host.js';

/** What every BlobStore keeps to. */
export function blobStoreContract(open: () => BlobStore): void {
  describe('a blob', () => {
    it('comes back as it was, known by its digest', async () => {
      const blobs = open();
      const parts = [Buffer.from([0, 255, 10]), randomBytes(100_000), Buffer.from('the end')];

      const blob = await blobs.put(streamOf(parts));

      const all = Buffer.concat(parts);
      expect(blob).toEqual({ digest: digestOf(all), size: all.length });
      expect(await read(blobs, blob.digest)).toEqual(all);
    });

    it('of 20 MiB comes back as it was', async () => {
      const blobs = open();
      const mebibytes = Array.from({ length: 20 }, (_, n) => Buffer.alloc(1_048_576, `mebibyte ${n} `));
      const pieces = mebibytes.flatMap((mebibyte) => [mebibyte.subarray(0, 700_001), mebibyte.subarray(700_001)]);

      const { digest, size } = await blobs.put(streamOf(pieces));

      expect(size).toBe(20 * 1_048_576);
      const hash = createHash('sha256');
      for await (const piece of blobs.get(digest)) hash.update(piece);
      expect(digest).toBe(`sha256:${hash.digest('hex')}`);
    });

    it('may be empty', async () => {
      const blobs = open();
      const { digest, size } = await blobs.put(streamOf([]));
      expect(size).toBe(0);
      expect(await read(blobs, digest)).toHaveLength(0);
    });

    it('is the same blob when its bytes are stored again, also at once', async () => {
      const blobs = open();
      const bytes = randomBytes(3_000);
      const cut = [bytes.subarray(0, 1_000), bytes.subarray(1_000)];

      const [one, other] = await Promise.all([blobs.put(streamOf([bytes])), blobs.put(streamOf(cut))]);

      expect(other).toEqual(one);
      expect(await read(blobs, one.digest)).toEqual(bytes);
    });

    it('is not there when its stream failed', async () => {
      const blobs = open();
      const bytes = randomBytes(3_000);
      async function* failing() {
        yield bytes;
        throw new Error('the client went away');
      }

      await expect(blobs.put(failing())).rejects.toThrow('the client went away');
      await expectCode(read(blobs, digestOf(bytes)), 'blob-not-found');
    });

    it('is read in pieces while it is spooled, and is there for all when it is kept', async () => {
      const blobs = open();
      const bytes = randomBytes(3_000_000);
      const spool = await blobs.spool(streamOf([bytes.subarray(0, 1_500_000), bytes.subarray(1_500_000)]));

      expect(spool).toMatchObject({ digest: digestOf(bytes), size: bytes.length });
      for (const [start, end] of [
        [0, 10],
        [1_499_990, 1_500_010],
        [5, 2_999_999],
        [7, 7],
      ] as const)
        expect((await whole(spool.read(start, end))).equals(bytes.subarray(start, end))).toBe(true);
      await expectCode(read(blobs, spool.digest), 'blob-not-found');
      expect(await spool.keep()).toEqual({ digest: spool.digest, size: spool.size });
      await spool.drop();
      expect(await read(blobs, spool.digest)).toEqual(bytes);
    });

    it('is not there when what was spooled is dropped', async () => {
      const blobs = open();
      const spool = await blobs.spool(streamOf([randomBytes(3_000)]));
      await spool.drop();
      await expectCode(read(blobs, spool.digest), 'blob-not-found');
    });

    it('that was never stored is told at the first read', () =>
      expectCode(read(open(), digestOf(randomBytes(8))), 'blob-not-found'));
  });
}

async function* streamOf(parts: readonly Uint8Array[]): AsyncIterable<Uint8Array> {
  yield* parts;
}

function read(blobs: BlobStore, digest: string): Promise<Buffer> {
  return whole(blobs.get(digest));
}

async function whole(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of bytes) parts.push(part);
  return Buffer.concat(parts);
}

function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
