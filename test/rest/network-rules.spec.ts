import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engine, type Rest, startRest } from './rest.js';

/** No worker runs: whatever is told here is told before anything is done. */
describe('the rules of networks are told before the host is asked', () => {
  let rest: Rest;
  let working: Rest;
  beforeAll(async () => {
    [rest, working] = await Promise.all([startRest({ worker: false }), startRest()]);
  });
  afterAll(async () => {
    await Promise.all([rest.stop(), working.stop()]);
  });

  it('warns of published ports in host mode', async () => {
    const { body, status } = await rest
      .as()
      .post('/v1/containers')
      .send({ image: 'busybox', network: 'host', ports: ['8080:80'] });
    expect(status).toBe(202);
    expect(body.warnings.join()).toMatch(/published ports are discarded when using host network mode/i);
    expect((await rest.job(body.id)).warnings).toEqual(body.warnings);
  });

  it('refuses published ports in container mode', async () => {
    const { name } = await working.sleeper();
    const { body, status } = await rest
      .as()
      .post('/v1/containers')
      .send({ image: 'busybox', network: `container:${name}`, ports: ['80'] });
    expect(status).toBe(409);
    expect(body).toMatchObject({
      code: 'ports-in-container-mode',
      detail: expect.stringContaining('conflicting options: port publishing and the container type network mode'),
    });
  });

  it('refuses an unknown network and names those that there are', async () => {
    const network = working.name('known');
    await working.post('/v1/networks', { name: network });
    const { body, status } = await rest.as().post('/v1/containers').send({ image: 'busybox', network: 'no-such-net' });
    expect(status).toBe(404);
    expect(body.code).toBe('network-not-found');
    expect(body.detail).toContain('"no-such-net"');
    for (const name of [network, 'bridge', 'host', 'none']) expect(body.detail).toContain(name);
    await working.remove(`/v1/networks/${network}`);
    const removal = await rest.as().delete('/v1/networks/no-such-net');
    expect(removal).toMatchObject({
      status: 404,
      body: { code: 'network-not-found', detail: expect.stringContaining('bridge') },
    });
  });

  it('refuses a network name that is taken and names others', async () => {
    const network = working.name('taken');
    await working.post('/v1/networks', { name: network });
    const { body, status } = await rest.as().post('/v1/networks').send({ name: network });
    expect(status).toBe(409);
    expect(body).toMatchObject({ code: 'name-taken', detail: expect.stringContaining(`${network}-2 or ${network}-3`) });
    await working.remove(`/v1/networks/${network}`);
  });

  it('refuses a container to share a network with that is not there, and names those that run', async () => {
    const { name } = await working.sleeper();
    const { body, status } = await rest
      .as()
      .post('/v1/containers')
      .send({ image: 'busybox', network: 'container:nobody' });
    expect(status).toBe(404);
    expect(body).toMatchObject({ code: 'container-not-found', detail: expect.stringContaining(name) });
  });

  it('refuses a container name that is taken, by whom, and names others', async () => {
    const { name, id } = await working.sleeper();
    const { body, status } = await rest.as().post('/v1/containers').send({ image: 'busybox', name });
    expect(status).toBe(409);
    expect(body).toMatchObject({ code: 'name-taken', detail: expect.stringContaining(id.slice(0, 12)) });
    expect(body.detail).toContain(`${name}-2 or ${name}-3`);
  });

  it('records each refusal with its actor, and does nothing on the host', async () => {
    const before = await engine.listContainers({ all: true, filters: { label: ['io.longshore.job'] } });
    const refused = await rest.jobs('?state=refused');
    expect(refused.map(({ name, actor, error }) => [name, actor, error?.code])).toContainEqual([
      'network.create',
      'admin',
      'name-taken',
    ]);
    const ids = new Set(refused.map(({ id }) => id));
    expect(before.filter(({ Labels }) => ids.has(Labels['io.longshore.job'] ?? ''))).toEqual([]);
  });
});
