import { randomUUIDv7 } from 'node:crypto';
import { byJob, containerOf, factOfContainer, factOfImage, factOfVolume, imageOf, volumeOf } from '#testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startTold, type Told } from './told.js';

const web = containerOf({ name: 'web' });
const known = 'somebody ran docker rename';

let told: Told;
let [middle, end] = ['', 0];
beforeAll(async () => {
  told = await startTold();
  await told.tell(
    factOfContainer('ContainerCreated', web, { cause: byJob(randomUUIDv7()) }),
    factOfVolume(volumeOf('data')),
    factOfVolume(volumeOf('far'), { host: 'elsewhere' }),
  );
  middle = await nextMillisecond();
  const positions = await told.tell(
    factOfImage('ImageCreated', imageOf('app', { tags: ['app:1'] }), { seen: 'inspection' }),
    factOfContainer('ContainerRenamed', { ...web, name: 'www' }, { from: 'web', cause: { by: 'drift', known } }),
    factOfContainer('ContainerExited', { ...web, name: 'www' }, { cause: { by: 'host', why: 'it was restarted' } }),
  );
  end = positions.at(-1) ?? 0;
});
afterAll(() => told.stop());

/** A time that comes after all that was recorded, and not after what will be. */
async function nextMillisecond(): Promise<string> {
  const now = Date.now();
  await vi.waitUntil(() => Date.now() > now, { interval: 1 });
  return new Date(now + 1).toISOString();
}

const names = async (query: string) => (await told.ask(`/v1/drift?${query}`)).body.items.map(({ name }) => name);

describe('GET /v1/drift', () => {
  it('tells what nobody here ordered, the newest first, with what is known of it', async () => {
    const { body } = await told.ask('/v1/drift');
    expect(body.items.map(({ name }) => name)).toEqual(['www', 'app:1', 'far', 'data']);
    expect(body).toMatchObject({ position: end, next: null });
    expect(body.items[0]).toEqual({
      kind: 'container',
      host: 'local',
      id: web.id,
      name: 'www',
      position: end - 1,
      time: expect.stringMatching(/Z$/),
      at: expect.stringMatching(/Z$/),
      type: 'ContainerRenamed',
      seen: 'event',
      cause: { by: 'drift', known },
      actor: { kind: 'unknown', name: 'unknown' },
      changes: { name: { before: 'web', after: 'www' } },
    });
    expect(body.items[1]).toMatchObject({ seen: 'inspection', type: 'ImageCreated' });
  });

  it.each([
    ['host=elsewhere', ['far']],
    ['kind=volume', ['far', 'data']],
    ['kind=volume&host=local', ['data']],
    ['kind=network', []],
  ])('has with %s those of which all holds', async (query, expected) => expect(await names(query)).toEqual(expected));

  it('has what was recorded since a time, or until one', async () => {
    expect(await names(`since=${middle}`)).toEqual(['www', 'app:1']);
    expect(await names(`until=${middle}`)).toEqual(['far', 'data']);
    expect(await names('until=2020-01-01T00:00:00Z')).toEqual([]);
    expect(await names('since=2999-01-01T00:00:00Z')).toEqual([]);
    expect(await names('since=2020-01-01T00:00:00Z&until=2999-01-01T00:00:00Z')).toHaveLength(4);
  });

  it('tells what was known at a moment, in pages', async () => {
    expect(await names(`at=${end - 2}`)).toEqual(['app:1', 'far', 'data']);
    const first = (await told.ask('/v1/drift?limit=3')).body;
    const second = (await told.ask(`/v1/drift?limit=3&cursor=${first.next}`)).body;
    expect([...first.items, ...second.items].map(({ name }) => name)).toEqual(['www', 'app:1', 'far', 'data']);
    expect(second.next).toBeNull();
  });

  it.each(['since=yesterday', 'kind=plugin', 'color=blue'])('refuses %s', async (query) => {
    const { status, body } = await told.ask(`/v1/drift?${query}`);
    expect([status, body.code]).toEqual([400, 'args-invalid']);
  });
});
