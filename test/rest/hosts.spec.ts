import { openHosts } from '#drivers';
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
