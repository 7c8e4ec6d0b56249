import { openDatabase } from '#prisma';
import { createDatabase } from '#testing';
import { workerLeasesContract } from '#testing/contracts';
import { FakeWorkerLeases } from '#testing/fakes';
import { afterAll, describe, expect, it } from 'vitest';
import { PostgresWorkerLeases } from './postgres-worker-leases.js';

const throwAway = await createDatabase();
const database = openDatabase(throwAway.url);
const leases = new PostgresWorkerLeases(database);
afterAll(async () => {
  await database.close();
  await throwAway.drop();
});

/** To a lease it is the same whether time goes by or its worker was seen earlier. */
async function pass(ms: number): Promise<void> {
  await database.prisma.$executeRaw`update worker_leases set seen_at = seen_at - ${ms}::integer * interval '1 ms'`;
}

describe('FakeWorkerLeases', () => {
  workerLeasesContract(() => {
    const fake = new FakeWorkerLeases();
    return { leases: fake, pass: async (ms) => fake.pass(ms) };
  });
});

describe('PostgresWorkerLeases', () => {
  workerLeasesContract(() => ({ leases, pass }));

  it('forgets workers of which nothing was heard for a day', async () => {
    await leases.renew('gone');
    await pass(25 * 3_600_000);
    await leases.renew('here');

    await leases.end('another');

    expect(await database.prisma.$queryRaw`select worker from worker_leases`).toEqual([{ worker: 'here' }]);
  });
});
