import { randomUUIDv7 } from 'node:crypto';
import { eventCatalog, type JobEvent, jobStream } from '#domain';
import { openDatabase } from '#prisma';
import { createDatabase } from '#testing';
import { expectCode } from '#testing/contracts';
import { FakeEventStore } from '#testing/fakes';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type JobFilter, JobQueries } from './job-queries.js';
import { readModels } from './read-models.projection.js';
import type { Page } from './page.js';

const throwAway = await createDatabase();
const database = openDatabase(throwAway.url);
const queries = new JobQueries(database);
afterAll(async () => {
  await database.close();
  await throwAway.drop();
});

const submitted = (
  more: { readonly name?: string; readonly host?: string; readonly nice?: number } = {},
): JobEvent => ({
  type: 'JobSubmitted',
  data: {
    name: 'run',
    args: {},
    env: {},
    host: 'local',
    nice: 0,
    limits: { outputBytes: 1, graceSeconds: 1 },
    warnings: [],
    ...more,
  },
});
const started: JobEvent = { type: 'JobStarted', data: { epoch: 1, worker: 'w' } };
const exited: JobEvent = { type: 'JobExited', data: { epoch: 1, status: 0 } };

/** Seven jobs, a minute apart: who, and what became of them. */
const lives: readonly (readonly [string, ...JobEvent[]])[] = [
  ['alice', submitted(), started, exited],
  ['bob', submitted({ name: 'build' }), started],
  ['alice', submitted({ host: 'elsewhere', nice: -5 })],
  ['bob', { type: 'JobRefused', data: { name: 'run', code: 'right-missing', reason: 'No.' } }],
  ['alice', submitted({ name: 'build' }), started, exited],
  ['alice', submitted({ nice: 19 }), started, { type: 'JobReleased', data: { epoch: 1 } }],
  ['bob', submitted(), started, { type: 'JobExited', data: { epoch: 1, status: 125, indeterminate: true } }],
];
const ids: readonly string[] = lives.map(() => randomUUIDv7());
const minute = (n: number) => new Date(Date.UTC(2026, 0, 1, 12, n)).toISOString();

beforeAll(async () => {
  const store = new FakeEventStore(eventCatalog);
  vi.useFakeTimers({ toFake: ['Date'] });
  for (const [n, [actor, ...events]] of lives.entries()) {
    vi.setSystemTime(minute(n));
    const metadata = { actor: { kind: 'token', name: actor }, correlationId: 'spec' } as const;
    await store.append([
      { stream: jobStream(ids[n] ?? ''), events: events.map((event) => ({ ...event, id: randomUUIDv7(), metadata })) },
    ]);
  }
  vi.useRealTimers();
  for await (const events of store.readAll({ after: 0 })) {
    await database.prisma.$transaction((transaction) => readModels.project(events, transaction));
  }
});

const placesIn = ({ items }: Page<{ readonly id: string }>) => items.map(({ id }) => ids.indexOf(id));

describe('the list of jobs', () => {
  it('has the newest first', async () => {
    const page = await queries.list({}, { limit: 100 });
    expect(placesIn(page)).toEqual([6, 5, 4, 3, 2, 1, 0]);
    expect(page.next).toBeUndefined();
  });

  it.each<readonly [JobFilter, readonly number[]]>([
    [{ actor: 'alice' }, [5, 4, 2, 0]],
    [{ name: 'build' }, [4, 1]],
    [{ state: 'queued' }, [5, 2]],
    [{ state: 'indeterminate' }, [6]],
    [{ host: 'elsewhere' }, [2]],
    [{ since: minute(2), until: minute(5) }, [4, 3, 2]],
    [{ actor: 'bob', state: 'refused', name: 'run' }, [3]],
    [{ actor: 'nobody' }, []],
  ])('has those of which all holds: %j', async (filter, places) => {
    expect(placesIn(await queries.list(filter, { limit: 100 }))).toEqual(places);
  });

  it.each([1, 2, 3, 4, 7])('comes in pages of %i, each job on one of them', async (limit) => {
    const pages: (readonly number[])[] = [];
    let cursor: string | undefined;
    do {
      const page: Page<{ readonly id: string }> = await queries.list(
        {},
        { limit, ...(cursor !== undefined && { cursor }) },
      );
      pages.push(placesIn(page));
      cursor = page.next;
    } while (cursor !== undefined);

    expect(pages.flat()).toEqual([6, 5, 4, 3, 2, 1, 0]);
    expect(pages).toHaveLength(Math.ceil(7 / limit));
  });

  it.each([
    '',
    'nonsense',
    Buffer.from('[1]').toString('base64url'),
    Buffer.from('{"a":1}').toString('base64url'),
    Buffer.from('[1.5,"{}"]').toString('base64url'),
  ])('refuses the cursor "%s"', (cursor) => expectCode(queries.list({}, { limit: 1, cursor }), 'cursor-invalid'));

  it('refuses a cursor of another list', async () => {
    const { next = '' } = await queries.list({ actor: 'alice' }, { limit: 1 });

    expect(placesIn(await queries.list({ actor: 'alice' }, { limit: 1, cursor: next }))).toEqual([4]);
    await expectCode(queries.list({ actor: 'bob' }, { limit: 1, cursor: next }), 'cursor-invalid');
  });
});

describe('the jobs that have not ended', () => {
  it('are told with what brings them to their queue, the oldest first', async () => {
    expect(await queries.unended()).toMatchObject([
      { id: ids[1], name: 'build', host: 'local', nice: 0 },
      { id: ids[2], name: 'run', host: 'elsewhere', nice: -5 },
      { id: ids[5], name: 'run', host: 'local', nice: 19 },
    ]);
  });
});
