import { containerOf, factOfContainer, factOfNetwork, factOfVolume, networkOf, volumeOf } from '#testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTold, type Told } from './told.js';

const [web, db] = [containerOf({ name: 'web' }), containerOf({ name: 'db' })];

let told: Told;
let end = 0;
beforeAll(async () => {
  told = await startTold();
  const positions = await told.tell(
    [factOfContainer('ContainerCreated', web), factOfContainer('ContainerCreated', db)],
    factOfContainer('ContainerStarted', { ...web, state: 'running' }),
    [factOfNetwork(networkOf('sea')), factOfNetwork(networkOf('lake'))],
    [factOfVolume(volumeOf('data')), factOfVolume(volumeOf('more'))],
  );
  end = positions.at(-1) ?? 0;
});
afterAll(() => told.stop());

/** Each read that takes a moment. */
const reads = [
  '/v1/addresses?ip=172.17.0.2',
  '/v1/containers?',
  '/v1/containers/web?',
  '/v1/containers/web/history?',
  '/v1/drift?',
  '/v1/networks?',
  '/v1/networks/sea?',
  '/v1/ports?',
  '/v1/volumes?',
  '/v1/volumes/data?',
];

const lists = ['/v1/containers?', '/v1/containers/web/history?', '/v1/drift?', '/v1/networks?', '/v1/volumes?'];

describe.each(reads)('GET %s with a moment', (path) => {
  it('answers as of a position, as of a time and as of now', async () => {
    for (const at of [`${end}`, new Date().toISOString()]) {
      const { status, body } = await told.ask(`${path}&at=${at}`);
      expect([at, status, body.position]).toEqual([at, 200, end]);
    }
    expect((await told.ask(path)).body.position).toBe(end);
  });

  it.each([
    '999999999',
    '0',
    '2999-01-01T00:00:00Z',
    '2020-01-01T00:00:00Z',
    'yesterday',
    '-1',
    '1.5',
    '2026-13-01T00:00:00Z',
  ])('refuses %s and says what to send', async (at) => {
    const { status, body } = await told.ask(`${path}&at=${at}`);
    expect([status, body.code]).toEqual([400, 'moment-invalid']);
    expect(body.detail).toContain('2026-11-24T14:05:00Z');
  });

  it('refuses a host that nobody knows, and takes one that the log alone knows', async () => {
    const moon = await told.ask(`${path}&host=moon`);
    expect([moon.status, moon.body.code, moon.body.detail]).toEqual([
      404,
      'host-not-found',
      expect.stringContaining('local'),
    ]);
    expect((await told.ask(`${path}&host=local`)).status).toBe(200);
  });
});

describe.each(lists)('a cursor of GET %s', (path) => {
  it('is refused by a list with other filters, by one of another moment, and by every other list', async () => {
    const { next } = (await told.ask(`${path}limit=1`)).body;
    expect(next).toEqual(expect.any(String));
    const others = lists.filter((other) => other !== path);
    for (const other of [`${path}host=local&`, `${path}at=${end}&`, ...others]) {
      const { status, body } = await told.ask(`${other}limit=1&cursor=${next}`);
      expect([other, status, body.code]).toEqual([other, 400, 'cursor-invalid']);
    }
    expect((await told.ask(`${path}limit=1&cursor=${next}`)).status).toBe(200);
  });
});

it('a host that is configured no more is still known by its facts', async () => {
  await told.tell(factOfContainer('ContainerCreated', containerOf({ name: 'old' }), { host: 'retired' }));
  const { status, body } = await told.ask('/v1/containers?host=retired');
  expect([status, body.items.map(({ name }) => name)]).toEqual([200, ['old']]);
  const moon = await told.ask('/v1/containers?host=moon');
  expect(moon.body.detail).toContain('retired');
});
