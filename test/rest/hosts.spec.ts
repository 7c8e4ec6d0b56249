import { randomUUIDv7 } from 'node:crypto';
import { diskStream, diskUse } from '#domain';
import { openHosts } from '#drivers';
import type { NewEvent } from '#event-sourcing';
import type { DiskPoint } from '#read-models';
import { containerOf, factOfContainer } from '#testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engine, type Rest, startRest } from './rest.js';

describe('GET /v1/hosts', () => {
  let rest: Rest;
  beforeAll(async () => {
    const local = process.env['DOCKER_HOST'] ?? 'unix:///var/run/docker.sock';
    rest = await startRest({
      hosts: openHosts(
        new Map([
          ['local', local],
          ['away', 'tcp://127.0.0.1:1'],
        ]),
      ),
    });
  });
  afterAll(() => rest.stop());

  it('shows each host, whether it answers, and what it says of itself', async () => {
    const { body } = await rest.as().get('/v1/hosts').expect(200);
    const { ServerVersion } = await engine.info();
    expect(body.items).toMatchObject([
      {
        name: 'local',
        state: 'reachable',
        engine: { engineVersion: ServerVersion, os: 'linux', cpus: expect.any(Number) },
      },
      { name: 'away', state: 'unreachable', error: expect.stringContaining('away') },
    ]);
  });

  it('judges the network again when its host was away as the command was accepted', async () => {
    const [network] = await engine.listNetworks({ filters: { name: ['host'] } });
    const local = rest.runtime.hosts.get('local');
    if (!local) throw new Error('there is a host "local"');
    const away = new Proxy(local, {
      get: (host, key) => (isAway ? rest.runtime.hosts.get('away') : host)?.[key as 'exec'],
    });
    let isAway = true;
    const late = await startRest({ hosts: new Map([['local', away]]), worker: false });
    try {
      const token = await late.tokenWith(['run']);
      const { body, status } = await late
        .as(token)
        .post('/v1/containers')
        .send({ image: 'busybox', network: network?.Id });
      expect(status).toBe(202);
      isAway = false;
      await late.runtime.engine.run(body.id);
      expect(await late.job(body.id)).toMatchObject({ status: 125, error: { code: 'right-missing' } });
    } finally {
      await late.stop();
    }
  });

  it('refuses a host that is not there and names those that are', async () => {
    for (const request of [
      rest.as().get('/v1/images?host=moon'),
      rest.as().get('/v1/containers?host=moon'),
      rest.as().post('/v1/volumes').send({ host: 'moon' }),
    ]) {
      const { body, status } = await request;
      expect([status, body.code, body.detail]).toEqual([404, 'host-not-found', expect.stringContaining('local, away')]);
    }
  });

  it('tells what is known of a host that does not answer, and what it was', async () => {
    const [known] = await rest.runtime.store
      .append([factOfContainer('ContainerCreated', containerOf({ name: 'far' }), { host: 'away' })])
      .then(({ events }) => events);
    for (const query of ['?host=away', `?host=away&at=${known?.position}`]) {
      const { body } = await rest.as().get(`/v1/containers${query}`).expect(200);
      expect(body.items).toMatchObject([{ host: 'away', name: 'far', state: 'created' }]);
    }
    expect((await rest.as().get('/v1/networks?host=away').expect(200)).body.items).toEqual([]);
  });

  it('tells what a host took of its disk: what held at first, and each change since', async () => {
    const share = { bytes: 1, reclaimable: 0 };
    const measured = (bytes: number): NewEvent => ({
      id: randomUUIDv7(),
      type: 'DiskMeasured',
      data: { host: 'away', images: { bytes, reclaimable: 5 }, containers: share, volumes: share, buildCache: share },
      metadata: { actor: { kind: 'system', name: 'longshore' }, correlationId: randomUUIDv7() },
    });
    const stream = diskStream('away');
    const { firstPosition: at } = await rest.runtime.store.append([
      { stream, events: [measured(10), measured(20), measured(30)] },
    ]);
    const bytesOf = async (query: string) => {
      const { body } = await rest.as().get(`/v1/hosts/away/disk${query}`).expect(200);
      return (body.points as readonly DiskPoint[]).map(({ position, images }) => [position - at, images.bytes]);
    };
    expect(await bytesOf('')).toEqual([
      [0, 10],
      [1, 20],
      [2, 30],
    ]);
    expect(await bytesOf(`?from=${at + 1}`)).toEqual([
      [1, 20],
      [2, 30],
    ]);
    expect(await bytesOf(`?from=1&to=${at}`)).toEqual([[0, 10]]);
    expect((await rest.as().get('/v1/hosts/moon/disk')).body.code).toBe('host-not-found');
    expect((await rest.as().get('/v1/hosts/away/disk?from=yesterday')).body.code).toBe('args-invalid');
  });

  it('measures a real engine', async () => {
    const use = await rest.runtime.hosts.get('local')?.watch?.diskUse(new AbortController().signal);
    expect(use?.images.bytes).toBeGreaterThan(0);
    expect(use?.images.bytes).toBeGreaterThanOrEqual(use?.images.reclaimable ?? Infinity);
    expect(diskUse.safeParse(use).success).toBe(true);
  });

  it('says of a host that does not answer to try again, and accepts jobs for it with a warning', async () => {
    expect(await rest.as().post('/v1/volumes/prune-plan').send({ host: 'away' })).toMatchObject({
      status: 503,
      body: { code: 'host-unreachable' },
      headers: { 'retry-after': expect.any(String) },
    });
    const { body, status } = await rest
      .as()
      .post('/v1/volumes')
      .send({ name: rest.name('later'), host: 'away' });
    expect(status).toBe(202);
    expect(body.warnings).toEqual([expect.stringContaining('away')]);
    // Whether or not a worker has begun with it, which then waits for the host: it ends as it was told.
    await rest.as().post(`/v1/jobs/${body.id}/signal`).send({ signal: 'KILL' }).expect(202);
    await expect.poll(() => rest.job(body.id), { timeout: 10_000 }).toMatchObject({ state: 'exited', status: 137 });
  });
});
