import { eventCatalog } from '#domain';
import { openDatabase } from '#prisma';
import {
  aliceToken,
  createDatabase,
  endOfAuditHistory as end,
  jobOfWeb,
  minute,
  recordAuditHistory,
  runOfWeb,
  web,
} from '#testing';
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

describe('the list of who ran what', () => {
  it('has an entry for each command, the newest first', async () => {
    expect((await entries({})).map(({ position, actor, name, outcome }) => [position, actor, name, outcome])).toEqual([
      [12, 'alice', 'token.revoke', 'succeeded'],
      [9, 'bob', 'rm', 'failed'],
      [7, 'bob', 'signal', 'succeeded'],
      [4, 'bob', 'rmi', 'refused'],
      [2, 'alice', 'run', 'killed'],
      [1, 'longshore', 'token.create', 'succeeded'],
    ]);
  });

  it('tells of each all that is known', async () => {
    const [revoke, rm, signal, refused, run] = await entries({});
    expect(run).toEqual({
      position: 2,
      time: minute(1),
      actor: 'alice',
      actorKind: 'token',
      token: aliceToken,
      address: '10.0.0.7',
      userAgent: 'curl/8.5',
      name: 'run',
      args: runOfWeb.type === 'JobSubmitted' && runOfWeb.data.args,
      targets: [
        { kind: 'container', ref: 'web' },
        { kind: 'image', ref: 'team/app:1.0' },
        { kind: 'container', ref: web },
      ],
      host: 'local',
      job: jobOfWeb,
      parent: null,
      correlation: jobOfWeb,
      outcome: 'killed',
      status: 137,
      signal: 'KILL',
      error: null,
      startedAt: minute(2),
      endedAt: minute(7),
      durationMs: 300_000,
    });
    const error = { code: 'right-missing', message: 'bob may not rmi' };
    expect(refused).toMatchObject({
      args: {},
      targets: [],
      status: 126,
      error,
      startedAt: null,
      endedAt: minute(3),
      durationMs: null,
    });
    expect(signal).toMatchObject({
      args: { signal: 'KILL' },
      host: 'local',
      job: jobOfWeb,
      targets: [{ ref: 'web' }, { kind: 'image' }],
    });
    expect(rm).toMatchObject({
      parent: jobOfWeb,
      correlation: jobOfWeb,
      error: { code: 'host-conflict', message: 'It runs.' },
    });
    expect(revoke).toMatchObject({ args: { token: aliceToken, name: 'alice' }, job: null, correlation: aliceToken });
  });

  it.each<readonly [AuditFilter, readonly number[]]>([
    [{ actor: 'alice' }, [12, 2]],
    [{ token: aliceToken }, [12, 2]],
    [{ address: '10.0.0.8' }, [9, 7, 4]],
    [{ userAgent: 'curl/' }, [12, 2]],
    [{ userAgent: '%' }, []],
    [{ name: 'signal' }, [7]],
    [{ host: 'elsewhere' }, [9]],
    [{ outcome: 'refused' }, [4]],
    [{ outcome: 'killed' }, [2]],
    [{ outcome: 'failed', actor: 'bob' }, [9]],
    [{ outcome: 'queued' }, []],
    [{ status: 125 }, [9]],
    [{ longerThan: 300 }, [2]],
    [{ longerThan: 300.1 }, []],
    [{ shorterThan: 300 }, [9]],
    [{ job: jobOfWeb }, [7, 2]],
    [{ parent: jobOfWeb }, [9]],
    [{ correlation: jobOfWeb }, [9, 7, 2]],
    [{ correlation: aliceToken }, [12, 1]],
    [{ correlation: 'nothing' }, []],
    [{ since: minute(3), until: minute(8) }, [7, 4]],
    [{ since: '0001-01-01T00:00:00Z', until: minute(1) }, [1]],
    [{ since: minute(8), until: '9999-12-31T23:59:59Z' }, [12, 9]],
    [{ actor: 'nobody' }, []],
  ])('has those of which all holds: %j', async (filter, positions) => {
    expect(positionsOf(await entries(filter))).toEqual(positions);
  });

  it.each<readonly [AuditFilter, readonly number[]]>([
    [{ target: 'web' }, [9, 7, 2]],
    [{ target: 'web', targetKind: 'container' }, [9, 7, 2]],
    [{ target: 'web', targetKind: 'network' }, []],
    [{ target: web }, [9, 2]],
    [{ target: web.slice(0, 12) }, [9, 2]],
    [{ target: web.slice(0, 11) }, []],
    [{ target: 'team/app:1.0' }, [7, 2]],
    [{ target: 'docker.io/team/app:1.0', targetKind: 'image' }, [7, 2]],
    [{ target: 'web', actor: 'bob', outcome: 'failed' }, [9]],
    [{ target: 'web', q: 'squad' }, [2]],
    [{ target: 'we' }, []],
  ])('finds what a container, image, network or volume was named or made by: %j', async (filter, positions) => {
    expect(positionsOf(await entries(filter))).toEqual(positions);
    const counts = await queries.counts(filter, end, ['day']);
    expect(counts).toEqual(positions.length === 0 ? [] : [{ day: '2026-01-01', count: positions.length }]);
  });

  it.each<readonly [string, readonly number[]]>([
    ['serve', [2]],
    ['team/app:1.0', [2]],
    ['app:1', [2]],
    ['team:app', [2]],
    ['app/team', []],
    ['TEAM "app 1"', [2]],
    ['squad blue', [2]],
    ['serve -blue', []],
    ['serve or KILL', [7, 2]],
    ['database_url', [2]],
    ['secret', []],
    ['xxxxxxxxxxxxxxxxxxxxxx', []],
    ['run', [2, 1]],
    ['"may not"', [4]],
    [web, [9]],
    [web.slice(0, 12), [9]],
    [aliceToken, [12, 1]],
    ['alice', [12, 1]],
    ["it's \\ & | ! :* ()", []],
  ])('finds words in what was asked, also the parts of a name: %s', async (q, positions) => {
    expect(positionsOf(await entries({ q }))).toEqual(positions);
  });

  it('finds nothing by what has no word', async () => {
    expect(await entries({ q: '---' })).toEqual([]);
  });
});
