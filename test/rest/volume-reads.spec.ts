import { containerOf, factOfContainer, factOfVolume, removalOf, volumeOf } from '#testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTold, type Told } from './told.js';

const data = volumeOf('data', { labels: { team: 'sea' }, options: { type: 'tmpfs' } });
const mount = { type: 'volume', name: 'data', source: '/v', mode: 'z' };
const reader = containerOf({
  name: 'reader',
  mounts: [
    { ...mount, destination: '/data', writable: false },
    { ...mount, destination: '/again', writable: true },
    { ...mount, name: 'spare', destination: '/spare', writable: true },
  ],
});

let told: Told;
let mounted = 0;
beforeAll(async () => {
  told = await startTold();
  const positions = await told.tell(
    [factOfVolume(data), factOfVolume(volumeOf('spare')), factOfVolume(data, { host: 'elsewhere' })],
    factOfContainer('ContainerCreated', reader),
    removalOf('container', reader),
    removalOf('volume', data),
  );
  mounted = positions[1] ?? 0;
});
afterAll(() => told.stop());

describe('GET /v1/volumes', () => {
  it('lists the volumes with the containers that mount them, as of any moment', async () => {
    const { items } = (await told.ask(`/v1/volumes?host=local&at=${mounted}`)).body;
    expect(items).toMatchObject([
      { name: 'spare', containers: [{ name: 'reader', mounts: [{ destination: '/spare' }] }] },
      { name: 'data', driver: 'local', labels: { team: 'sea' }, options: { type: 'tmpfs' }, job: null },
    ]);
    const now = (await told.ask('/v1/volumes')).body.items;
    expect(now.map(({ host, name, containers }) => [host, name, containers])).toEqual([
      ['elsewhere', 'data', []],
      ['local', 'spare', []],
    ]);
    expect((await told.ask('/v1/volumes?name=data&driver=local')).body.items).toHaveLength(1);
  });

  it('comes in pages', async () => {
    const first = (await told.ask('/v1/volumes?limit=1')).body;
    const second = (await told.ask(`/v1/volumes?limit=1&cursor=${first.next}`)).body;
    expect([...first.items, ...second.items].map(({ name }) => name)).toEqual(['data', 'spare']);
    expect(second.next).toBeNull();
  });
});

describe('GET /v1/volumes/{name}', () => {
  it('shows one with each place where it is mounted', async () => {
    const { body } = await told.ask(`/v1/volumes/data?host=local&at=${mounted}`);
    expect(body).toMatchObject({ position: mounted, host: 'local', name: 'data', since: { type: 'VolumeCreated' } });
    expect(body['containers']).toEqual([
      {
        id: reader.id,
        name: 'reader',
        state: 'created',
        mounts: [
          { destination: '/data', writable: false },
          { destination: '/again', writable: true },
        ],
      },
    ]);
  });

  it('is found by its whole name alone', async () => {
    const gone = await told.ask('/v1/volumes/data?host=local');
    expect([gone.status, gone.body.code, gone.body.detail]).toEqual([
      404,
      'volume-not-found',
      expect.stringContaining('It was removed'),
    ]);
    expect((await told.ask(`/v1/volumes/dat?at=${mounted}`)).status).toBe(404);
    expect((await told.ask(`/v1/volumes/data?at=${mounted}`)).body.code).toBe('ambiguous-id');
  });
});
