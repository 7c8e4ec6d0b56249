import { eventCatalog, type Job } from '#domain';
import type { RecordedEvent } from '#event-sourcing';
import { openDatabase } from '#prisma';
import { createDatabase, jobSteps, liveThrough, readJob } from '#testing';
import { FakeEventStore } from '#testing/fakes';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { readModels } from './read-models.projection.js';

const throwAway = await createDatabase();
const { prisma, close } = openDatabase(throwAway.url);
afterAll(async () => {
  await close();
  await throwAway.drop();
});

interface JobRow {
  readonly id: string;
  readonly pid: bigint;
  readonly submitted_at: Date;
  readonly job: Job;
}

async function feed(pages: readonly (readonly RecordedEvent[])[]): Promise<void> {
  for (const page of pages) await prisma.$transaction((transaction) => readModels.project(page, transaction));
}

async function logOf(store: FakeEventStore): Promise<readonly RecordedEvent[]> {
  const log: RecordedEvent[] = [];
  for await (const events of store.readAll({ after: 0, types: readModels.types ?? [] })) log.push(...events);
  return log;
}

function pagesOf(events: readonly RecordedEvent[], size: number): readonly (readonly RecordedEvent[])[] {
  return Array.from({ length: Math.ceil(events.length / size) }, (_, n) => events.slice(n * size, (n + 1) * size));
}

describe('the table of jobs', () => {
  it('has each job as its own events tell it, whatever its life was and however the events came', async () => {
    await fc.assert(
      fc.asyncProperty(jobSteps, fc.integer({ min: 1, max: 20 }), async (steps, size) => {
        const store = new FakeEventStore(eventCatalog);
        await prisma.$executeRaw`truncate jobs, audit, audit_arguments, audit_targets`;
        const ids = await liveThrough(steps, store);

        await feed(pagesOf(await logOf(store), size));

        const rows = await prisma.$queryRaw<readonly JobRow[]>`select * from jobs order by pid`;
        const jobs = await Promise.all(rows.map(({ id }) => readJob(id, store)));
        expect(rows.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
        expect(rows.map(({ job }) => job)).toEqual(JSON.parse(JSON.stringify(jobs)));
        for (const { job, pid, submitted_at: submittedAt, ...row } of rows) {
          expect({ ...row, pid: Number(pid), submittedAt: submittedAt.toISOString() }).toEqual({
            id: job.id,
            pid: job.pid,
            name: job.name,
            host: job.host,
            actor: job.actor.name,
            state: job.state,
            submittedAt: job.submittedAt,
          });
        }
      }),
      { numRuns: 40 },
    );
  });
});
