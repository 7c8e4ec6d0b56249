import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FrontDoor } from '../../apps/api/engine-api/front-door.js';
import { engine, type Rest, startRest } from '../rest/rest.js';

/** What somebody with the right `host` has made, and somebody with `run` alone would like to share. */
describe('power over the host that lies a step further', () => {
  let rest: Rest;
  let url: string;
  let token: string;
  const made: string[] = [];
  const volumes: string[] = [];

  beforeAll(async () => {
    rest = await startRest({ settings: { doors: ['tcp://127.0.0.1:0'] } });
    url = ((await rest.app.get(FrontDoor).listeners())[0] ?? '').replace('tcp', 'http');
    token = await rest.tokenWith(['run'], 'tess');
    await engine.createVolume({ Name: volume('etc'), DriverOpts: { type: 'none', o: 'bind', device: '/etc' } });
    await start('net', { NetworkMode: 'host' });
    await start('net-shared', { NetworkMode: `container:${rest.name('net')}` });
    await start('bound', { Binds: ['/etc:/host:ro'] });
    await start('bound-shared', { VolumesFrom: [rest.name('bound')] });
    await start('mounted', { Binds: [`${volume('etc')}:/host:ro`] });
    await start('plain', { Binds: [`${volume('data')}:/data`] });
    await start('plain-shared', { VolumesFrom: [rest.name('plain')], NetworkMode: `container:${rest.name('plain')}` });
  });
  afterAll(async () => {
    for (const id of made) await engine.getContainer(id).remove({ force: true });
    for (const name of volumes) await engine.getVolume(name).remove();
    await rest.stop();
  });

  const volume = (name: string) => {
    const whole = rest.name(name);
    if (!volumes.includes(whole)) volumes.push(whole);
    return whole;
  };
  const start = async (name: string, HostConfig: object) => {
    const container = await engine.createContainer({
      name: rest.name(name),
      Image: 'busybox',
      Cmd: ['sleep', '300'],
      HostConfig: { ...HostConfig, Init: true },
    });
    made.push(container.id);
    await container.start();
  };
  const send = async (path: string, body: object) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const answer = await fetch(`${url}/v1.41${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    const told = (await answer.json()) as { readonly Id?: string; readonly message?: string };
    if (path.startsWith('/containers/create') && told.Id !== undefined) made.push(told.Id);
    return { status: answer.status, message: told.message };
  };
  const create = (HostConfig: object) => send('/containers/create', { Image: 'busybox', HostConfig });

  it.each([
    [
      'the network of a container that has it of another',
      () => ({ NetworkMode: `container:${rest.name('net-shared')}` }),
      'NetworkMode',
    ],
    [
      'the volumes of a container that has them of another',
      () => ({ VolumesFrom: [rest.name('bound-shared')] }),
      'VolumesFrom[0]',
    ],
    ['a volume that mounts a directory of the host', () => ({ Binds: [`${volume('etc')}:/x`] }), 'Binds[0]'],
    [
      'the volumes of a container that has such a volume',
      () => ({ VolumesFrom: [rest.name('mounted')] }),
      'VolumesFrom[0]',
    ],
  ])('is found in %s', async (_, config, field) => {
    const { status, message } = await create(config());
    expect({ status, message }).toEqual({ status: 403, message: expect.stringContaining(`HostConfig.${field}`) });
  });

  it.each(['net-shared', 'bound-shared', 'mounted'])(
    'is found in an exec in a container that has it of another: %s',
    async (name) => {
      expect(await send(`/containers/${rest.name(name)}/exec`, { Cmd: ['true'] })).toMatchObject({ status: 403 });
    },
  );

  it('is found in a copy out of a container, which is recorded', async () => {
    const copy = async (name: string, path: string) => {
      const headers = { authorization: `Bearer ${token}` };
      const answer = await fetch(`${url}/v1.41/containers/${rest.name(name)}/archive?path=${path}`, { headers });
      await answer.bytes();
      return answer.status;
    };
    expect(await copy('bound', '/host/hostname')).toBe(403);
    expect(await copy('plain', '/bin/busybox')).toBe(200);
    await expect
      .poll(async () => (await rest.jobs('?name=cp&limit=100')).map(({ state }) => state).toSorted())
      .toEqual(['exited', 'refused']);
  });

  it('is not found where there is none', async () => {
    const config = { VolumesFrom: [rest.name('plain-shared')], NetworkMode: `container:${rest.name('plain-shared')}` };
    expect(await create(config)).toMatchObject({ status: 201 });
    expect(await send(`/containers/${rest.name('plain-shared')}/exec`, { Cmd: ['true'] })).toMatchObject({
      status: 201,
    });
  });
});
