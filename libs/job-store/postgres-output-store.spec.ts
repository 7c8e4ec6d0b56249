import { randomBytes, randomUUID } from 'node:crypto';
import { openDatabase } from '#prisma';
import { createDatabase } from '#testing';
import { outputStoreContract } from '#testing/contracts';
import { FakeOutputStore } from '#testing/fakes';
import { Redis } from 'ioredis';
import { afterAll, describe, expect, it } from 'vitest';
import { OutputBell } from './output-bell.js';
import { PostgresOutputStore } from './postgres-output-store.js';

const redisUrl = process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379';
const prefix = `test-${randomBytes(6).toString('hex')}`;
const throwAway = await createDatabase();
const database = openDatabase(throwAway.url);
const [publisher, subscriber] = [new Redis(redisUrl), new Redis(redisUrl)];
const outputs = new PostgresOutputStore(database, new OutputBell(publisher, subscriber, prefix));
afterAll(async () => {
  publisher.disconnect();
  subscriber.disconnect();
  await database.close();
  await throwAway.drop();
});

describe('FakeOutputStore', () => {
  const fake = new FakeOutputStore();
  outputStoreContract(() => fake);
});

describe('PostgresOutputStore', () => {
  outputStoreContract(() => outputs);

  it('compresses what gains by it, and keeps the rest as it is', async () => {
    const [dull, wild] = [randomUUID(), randomUUID()];

    await write(dull, Buffer.alloc(5_000_000, 'again and again '));
    await write(wild, randomBytes(5_000_000));

    expect(await database.prisma.jobOutputChunk.groupBy({ by: ['encoding'], where: { job: dull } })).toEqual([
      { encoding: 'zstd' },
    ]);
    expect(await database.prisma.jobOutputChunk.groupBy({ by: ['encoding'], where: { job: wild } })).toEqual([
      { encoding: 'none' },
    ]);
    const [{ bytes } = { bytes: 0n }] = await database.prisma.$queryRaw<{ bytes: bigint }[]>`
      select sum(length(bytes)) as bytes from job_output where job = ${dull}::uuid`;
    expect(Number(bytes)).toBeLessThan(100_000);
  });

  it('gathers what is said in quick succession into one row', async () => {
    const job = randomUUID();
    const writer = outputs.open(job, { stdout: 0, stderr: 0 }, 1);
    for (let n = 0; n < 1_000; n++) await writer.write('stdout', Buffer.from('.'));
    await writer.end();

    expect(await database.prisma.jobOutputChunk.count({ where: { job } })).toBeLessThan(10);
  });

  it('keeps everything while Redis is away', async () => {
    const away = new Redis({ lazyConnect: true, enableOfflineQueue: false, port: 1, retryStrategy: () => null }).on(
      'error',
      () => undefined,
    );
    const deaf = new PostgresOutputStore(database, new OutputBell(away, undefined, prefix));
    const job = randomUUID();

    const writer = deaf.open(job, { stdout: 0, stderr: 0 }, 1);
    await writer.write('stdout', Buffer.from('kept'));
    await writer.end();

    expect((await deaf.takeOver(job, 2)).stdout).toBe(4);
  });
});

async function write(job: string, bytes: Uint8Array): Promise<void> {
  const writer = outputs.open(job, { stdout: 0, stderr: 0 }, 1);
  for (let from = 0; from < bytes.length; from += 65_536)
    await writer.write('stdout', bytes.subarray(from, from + 65_536));
  await writer.end();
}
