import { randomBytes, randomUUID } from 'node:crypto';
import { openDatabase } from '#prisma';
import { createDatabase } from '#testing';
import { blobStoreContract } from '#testing/contracts';
import { FakeBlobStore } from '#testing/fakes';
import { afterAll, describe, expect, it } from 'vitest';
import { PostgresBlobStore } from './postgres-blob-store.js';

const mebibyte = 1_048_576;
const throwAway = await createDatabase();
const database = openDatabase(throwAway.url);
const blobs = new PostgresBlobStore(database);
afterAll(async () => {
  await database.close();
  await throwAway.drop();
});

const chunks = () => database.prisma.blobChunk.count();

describe('FakeBlobStore', () => {
  const fake = new FakeBlobStore();
  blobStoreContract(() => fake);
});

describe('PostgresBlobStore', () => {
  blobStoreContract(() => blobs);

  it('stores while it reads: of a large blob it holds but the last pieces in memory', async () => {
    const before = await chunks();
    const storedAt: number[] = [];
    async function* source() {
      for (let n = 0; n < 20; n++) {
        storedAt.push((await chunks()) - before);
        yield Buffer.concat([randomBytes(16), Buffer.alloc(mebibyte - 16)]);
      }
    }

    const { digest } = await blobs.put(source());

    expect(storedAt).toEqual(Array.from({ length: 20 }, (_, n) => n));
    for await (const piece of blobs.get(digest)) expect(piece.length).toBeLessThanOrEqual(mebibyte);
  });

  it('keeps one copy of the same bytes', async () => {
    const bytes = randomBytes(100);
    const put = () => blobs.put(streamOf(bytes));
    await put();
    const before = await chunks();

    await Promise.all([put(), put()]);

    expect(await chunks()).toBe(before);
  });

  it('leaves nothing of a stream that failed', async () => {
    const before = await chunks();
    async function* failing() {
      yield randomBytes(2 * mebibyte);
      throw new Error('the client went away');
    }

    await expect(blobs.put(failing())).rejects.toThrow('the client went away');

    expect(await chunks()).toBe(before);
  });

  it('removes what was broken off long ago, and neither what is named nor what is on its way', async () => {
    const old = `01800000-0000-7${randomUUID().slice(15)}`;
    const named = `01800000-0000-7${randomUUID().slice(15)}`;
    await database.prisma.blobChunk.createMany({
      data: [old, named].map((upload) => ({ upload, seq: 0, bytes: Buffer.from('old') })),
    });
    await database.prisma
      .$executeRaw`insert into blobs (digest, size, upload) values ('sha256:old', 3, ${named}::uuid)`;
    async function* onItsWay() {
      yield randomBytes(mebibyte);
      await blobs.removeStaleUploads();
      yield randomBytes(10);
    }

    const { digest } = await blobs.put(onItsWay());

    expect(await database.prisma.blobChunk.count({ where: { upload: old } })).toBe(0);
    expect(await sizeOf(blobs.get('sha256:old'))).toBe(3);
    expect(await sizeOf(blobs.get(digest))).toBe(mebibyte + 10);
  });
});

async function* streamOf(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

async function sizeOf(bytes: AsyncIterable<Uint8Array>): Promise<number> {
  let size = 0;
  for await (const piece of bytes) size += piece.length;
  return size;
}
