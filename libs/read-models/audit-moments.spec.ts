import { eventCatalog } from '#domain';
import { openDatabase } from '#prisma';
import { createDatabase, endOfAuditHistory as end, minute, recordAuditHistory, web } from '#testing';
import { expectCode } from '#testing/contracts';
import { FakeEventStore } from '#testing/fakes';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AuditQueries } from './audit-queries.js';
import type { AuditEntry, AuditFilter } from './index.js';
import { readModels } from './read-models.projection.js';

const throwAway = await createDatabase();
const database = openDatabase(throwAway.url);
const queries = new AuditQueries(database);
afterAll(async () => {
  await database.close();
  await throwAway.drop();
});

beforeAll(async () => {
  const store = new FakeEventStore(eventCatalog);
  vi.useFakeTimers({ toFake: ['Date'] });
  await recordAuditHistory(store, (time) => vi.setSystemTime(time));
  vi.useRealTimers();
  for await (const events of store.readAll({ after: 0 })) {
    await database.prisma.$transaction((transaction) => readModels.project(events, transaction));
  }
});

async function entries(filter: AuditFilter, position = end): Promise<readonly AuditEntry[]> {
  return (await queries.list(filter, { position, limit: 100 })).items;
}

const positionsOf = (items: readonly AuditEntry[]) => items.map(({ position }) => position);

describe('as of a position', () => {
  it.each<readonly [number, object | undefined]>([
    [1, undefined],
    [2, { outcome: 'queued', startedAt: null, endedAt: null, durationMs: null }],
    [4, { outcome: 'running', startedAt: minute(2), status: null }],
    [5, { outcome: 'queued', startedAt: minute(2) }],
    [7, { outcome: 'running', endedAt: null, signal: null, targets: [{ ref: 'web' }, { ref: 'team/app:1.0' }] }],
    [8, { outcome: 'killed', status: 137, durationMs: 300_000, targets: [{}, {}, { ref: web }] }],
  ])('%i the run is as it was then', async (position, then) => {
    const [run] = await entries({ name: 'run' }, position);
    if (then) expect(run).toMatchObject(then);
    else expect(run).toBeUndefined();
  });

  it.each<readonly [AuditFilter, number, readonly number[]]>([
    [{ outcome: 'running' }, 4, [2]],
    [{ outcome: 'queued' }, 5, [2]],
    [{ outcome: 'running' }, 8, []],
    [{ outcome: 'killed' }, 7, []],
    [{ status: 137 }, 7, []],
    [{ longerThan: 1 }, 7, []],
    [{ shorterThan: 1_000 }, 7, []],
    [{ target: web }, 7, []],
    [{ target: web }, 8, [2]],
    [{ target: 'web' }, end - 1, [7, 2]],
    [{ target: 'web' }, end, [9, 7, 2]],
    [{ since: minute(0), until: minute(9) }, 4, [4, 2, 1]],
  ])('a filter holds by what was known: %j at %i', async (filter, position, positions) => {
    expect(positionsOf(await entries(filter, position))).toEqual(positions);
  });
});

describe('pages', () => {
  it.each([1, 2, 4, 6])('of %i have each entry once, all as of the moment of the first', async (limit) => {
    const pages: (readonly AuditEntry[])[] = [];
    let cursor: string | undefined;
    for (let position = 7; ; position = end) {
      const page = await queries.list({}, { position, limit, ...(cursor !== undefined && { cursor }) });
      expect(page.position).toBe(7);
      pages.push(page.items);
      cursor = page.next;
      if (cursor === undefined) break;
    }
    expect(positionsOf(pages.flat())).toEqual([7, 4, 2, 1]);
    expect(pages.flat()[2]).toMatchObject({ outcome: 'running' });
    expect(pages).toHaveLength(Math.ceil(4 / limit));
  });

  it.each([1, 2, 3])('of %i have each entry that a search finds once', async (limit) => {
    const found: AuditEntry[] = [];
    let cursor: string | undefined;
    do {
      const page = await queries.list({ q: 'alice or web' }, { position: end, limit, ...(cursor && { cursor }) });
      found.push(...page.items);
      cursor = page.next;
    } while (cursor !== undefined);
    expect(positionsOf(found)).toEqual([12, 2, 1]);
  });

  it('refuse a cursor of another list, another moment or none', async () => {
    const { next = '' } = await queries.list({ actor: 'bob' }, { position: end, limit: 1, at: '12' });
    expect(
      (await queries.list({ actor: 'bob' }, { position: end, limit: 1, at: '12', cursor: next })).items,
    ).toHaveLength(1);
    for (const [filter, wish] of [
      [{ actor: 'alice' }, { at: '12', cursor: next }],
      [
        { actor: 'bob', target: 'web' },
        { at: '12', cursor: next },
      ],
      [{ actor: 'bob' }, { cursor: next }],
      [{ actor: 'bob' }, { at: '12', cursor: 'nonsense' }],
    ] as const) {
      await expectCode(queries.list(filter, { position: end, limit: 1, ...wish }), 'cursor-invalid');
    }
  });
});

describe('all entries', () => {
  it('come some at a time, in the order of the list', async () => {
    const all: AuditEntry[] = [];
    for await (const some of queries.all({ actor: 'bob' }, end)) all.push(...some);
    expect(all).toEqual(await entries({ actor: 'bob' }));
  });
});

describe('counts', () => {
  it('are by actor, name and day, the most first', async () => {
    expect(await queries.counts({}, end, ['actor'])).toEqual([
      { actor: 'bob', count: 3 },
      { actor: 'alice', count: 2 },
      { actor: 'longshore', count: 1 },
    ]);
    expect(await queries.counts({ actor: 'bob' }, end, ['day', 'name'])).toEqual([
      { day: '2026-01-01', name: 'rm', count: 1 },
      { day: '2026-01-01', name: 'rmi', count: 1 },
      { day: '2026-01-01', name: 'signal', count: 1 },
    ]);
  });

  it('are of the entries that the filters leave, as they were at the moment', async () => {
    expect(await queries.counts({ outcome: 'running' }, 7, ['name'])).toEqual([{ name: 'run', count: 1 }]);
    expect(await queries.counts({ outcome: 'killed' }, 7, ['name'])).toEqual([]);
    expect(await queries.counts({ q: 'team/app' }, end, ['actor'])).toEqual([{ actor: 'alice', count: 1 }]);
  });
});
