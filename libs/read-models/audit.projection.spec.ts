import { randomUUIDv7 } from 'node:crypto';
import {
  eventCatalog,
  evolveJob,
  type Job,
  type Outcome,
  outcomeOf,
  type RecordedJobEvent,
  targetsOf,
  tokenStream,
} from '#domain';
import type { RecordedEvent } from '#event-sourcing';
import { openDatabase } from '#prisma';
import { createDatabase, type JobStep, jobSteps, liveThrough } from '#testing';
import { FakeEventStore } from '#testing/fakes';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { AuditQueries } from './audit-queries.js';
import { auditEventTypes, keepAudit } from './audit.projection.js';
import { AuditPart } from './rebuild/audit-part.js';
import { ReadModelsBuilder } from './rebuild/read-models-builder.js';

const throwAway = await createDatabase();
const database = openDatabase(throwAway.url);
const { prisma } = database;
const queries = new AuditQueries(database);
afterAll(async () => {
  await database.close();
  await throwAway.drop();
});

const truncated = () => prisma.$executeRaw`truncate audit, audit_arguments, audit_targets, jobs`;
beforeEach(truncated);

/** What happens to some jobs, to a token, and then to other jobs. */
async function logOf(lives: readonly (readonly JobStep[])[]): Promise<readonly RecordedEvent[]> {
  const store = new FakeEventStore(eventCatalog);
  const token = randomUUIDv7();
  const [stream, data] = [tokenStream(token), { name: 'ci', rights: ['run'], hash: 'abc' }];
  const metadata = { actor: { kind: 'system', name: 'longshore' }, correlationId: token } as const;
  const tokenEvents = [
    { type: 'TokenCreated', data },
    { type: 'TokenRevoked', data: {} },
  ];
  for (const steps of lives) {
    await liveThrough(steps, store);
    const event = tokenEvents.shift();
    if (event) await store.append([{ stream, events: [{ ...event, id: randomUUIDv7(), metadata }] }]);
  }
  const log: RecordedEvent[] = [];
  for await (const events of store.readAll({ after: 0 })) log.push(...events);
  return log;
}

/** Feeds the log in pages of these sizes, in turns. */
async function feed(log: readonly RecordedEvent[], sizes: readonly number[]): Promise<void> {
  for (let [start, turn] = [0, 0]; start < log.length; turn++) {
    const page = log.slice(start, start + (sizes[turn % sizes.length] ?? 1));
    const events = page.filter(({ type }) => auditEventTypes.includes(type));
    await prisma.$transaction((transaction) => keepAudit(events, transaction));
    start += page.length;
  }
}

/** Fills the read models with the log as a rebuild does. */
async function build(log: readonly RecordedEvent[], [size = 1]: readonly number[]): Promise<void> {
  await using builder = await ReadModelsBuilder.open([new AuditPart()], database);
  for (let start = 0; start < log.length; start += size) await builder.take(log.slice(start, start + size));
  await builder.finish();
}

interface Told {
  readonly position: number;
  readonly name: string;
  readonly outcome: Outcome | null;
  readonly status: number | null;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly targets: readonly string[];
}

/** What each command was after the last of these events, told by the events alone; the newest first. */
function naiveFold(log: readonly RecordedEvent[]): readonly Told[] {
  const jobs = new Map<string, Job>();
  const others = log.flatMap((event): Told[] => {
    if (event.stream.startsWith('token-'))
      return [done(event, event.type === 'TokenCreated' ? 'token.create' : 'token.revoke')];
    const job = evolveJob(jobs.get(event.stream), event as RecordedJobEvent);
    if (job) jobs.set(event.stream, job);
    return event.type === 'JobSignalled' ? [{ ...done(event, 'signal'), targets: job ? shortTargets(job) : [] }] : [];
  });
  return [...others, ...[...jobs.values()].map(toldOf)].toSorted((one, other) => other.position - one.position);
}

function toldOf(job: Job): Told {
  const { pid: position, name, exit, startedAt = null, endedAt = null } = job;
  const outcome = job.state === 'exited' && exit ? outcomeOf(exit) : (job.state as Outcome);
  return { position, name, outcome, status: exit?.status ?? null, startedAt, endedAt, targets: shortTargets(job) };
}

function done({ position, time }: RecordedEvent, name: string): Told {
  return { position, name, outcome: 'succeeded', status: null, startedAt: null, endedAt: time, targets: [] };
}

function shortTargets(job: Job): readonly string[] {
  return targetsOf(job).map(({ kind, ref }) => `${kind} ${ref}`);
}

const twoLives = fc.tuple(jobSteps, jobSteps);
const pages = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 4 });

describe('the audit', () => {
  it('tells at every position what was known then, whatever the lives and however the log comes', async () => {
    await fc.assert(
      fc.asyncProperty(twoLives, pages, async (lives, sizes) => {
        await truncated();
        const log = await logOf(lives);
        await feed(log, sizes);
        for (const { position } of log) {
          const { items } = await queries.list({}, { position, limit: 1_000 });
          const told = items.map(({ position: of, name, outcome, status, startedAt, endedAt, targets }) => {
            const short = targets.map(({ kind, ref }) => `${kind} ${ref}`);
            return { position: of, name, outcome, status, startedAt, endedAt, targets: short };
          });
          expect(told).toEqual(naiveFold(log.slice(0, position)));
        }
      }),
      { numRuns: 25 },
    );
  });

  it('finds by each outcome what had it at a position', async () => {
    await fc.assert(
      fc.asyncProperty(twoLives, fc.nat(), async (lives, nth) => {
        await truncated();
        const log = await logOf(lives);
        await feed(log, [20]);
        const position = (nth % log.length) + 1;
        for (const outcome of ['succeeded', 'failed', 'refused', 'indeterminate', 'running', 'queued'] as const) {
          const { items } = await queries.list({ outcome }, { position, limit: 1_000 });
          const then = naiveFold(log.slice(0, position)).filter((told) => told.outcome === outcome);
          expect(items.map((entry) => entry.position)).toEqual(then.map((told) => told.position));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('is the same rows, whatever the pages, and as a rebuild writes them', async () => {
    await fc.assert(
      fc.asyncProperty(twoLives, pages, async (lives, sizes) => {
        const log = await logOf(lives);
        await truncated();
        await feed(log, [log.length]);
        const atOnce = await everything();
        await truncated();
        await feed(log, sizes);
        expect(await everything()).toEqual(atOnce);
        await truncated();
        await build(log, sizes);
        expect(await everything()).toEqual(atOnce);
      }),
      { numRuns: 25 },
    );
  });
});

function everything(): Promise<unknown> {
  return prisma.$queryRaw`
    select (select jsonb_agg(a order by position) from audit a) as entries,
           (select jsonb_agg(g order by position) from audit_arguments g) as arguments,
           (select jsonb_agg(t order by position, kind, ref) from audit_targets t) as targets`;
}
