import { eventCatalog } from '#domain';
import { PostgresEventStore, PostgresProjector } from '#event-store';
import { openDatabase } from '#prisma';
import { readModels } from '#read-models';
import { createDatabase, jobSteps, liveThrough } from '#testing';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';

const throwAway = await createDatabase();
const database = openDatabase(throwAway.url);
afterAll(async () => {
  await database.close();
  await throwAway.drop();
});

describe('the read model of jobs', () => {
  it('is the same when it is dropped and rebuilt from position 0', async () => {
    const store = new PostgresEventStore({ database, catalog: eventCatalog });
    const projector = new PostgresProjector({ database, catalog: eventCatalog });
    const table = () => database.prisma.$queryRaw<readonly object[]>`select * from jobs order by pid`;
    for (const steps of fc.sample(jobSteps, 20)) {
      await liveThrough(steps, store);
      // Fed in between as it is in production, where several processes do it.
      await Promise.all([projector.catchUp(readModels), projector.catchUp(readModels)]);
    }
    const live = await table();

    await database.prisma.$executeRaw`truncate jobs, audit, audit_arguments, audit_targets`;
    await database.prisma.checkpoint.delete({ where: { name: readModels.name } });
    const position = await projector.catchUp(readModels);

    expect(live.length).toBeGreaterThan(10);
    expect(await table()).toEqual(live);
    expect(position).toBe(await store.head());
  });
});
