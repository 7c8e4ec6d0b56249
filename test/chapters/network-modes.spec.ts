import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Rest, startRest } from '../rest/rest.js';

describe('network modes', () => {
  let rest: Rest;
  let powerful: string;
  beforeAll(async () => {
    rest = await startRest();
    powerful = await rest.tokenWith(['run', 'host']);
  });
  afterAll(() => rest.stop());

  const container = async (id: string) => (await rest.as().get(`/v1/containers/${id}`).expect(200)).body;

  /** What the kernel says inside. */
  async function inside(id: string, ...cmd: readonly string[]): Promise<string> {
    const job = await rest.post(`/v1/containers/${id}/exec`, { cmd });
    return (await rest.output(job.id)).toString();
  }

  const interfaces = async (id: string) =>
    [...(await inside(id, 'ip', '-o', 'link')).matchAll(/^\d+: ([^:@]+)/gm)].map(([, name]) => name);

  it('bridge: one end of a pair of veths inside, and an address of the bridge', async () => {
    const { id } = await rest.sleeper();
    const [place] = (await container(id)).endpoints;
    expect(place).toMatchObject({ name: 'bridge', ipv4: expect.any(String), mac: expect.any(String) });
    expect(await inside(id, 'ip', '-o', 'addr', 'show', 'eth0')).toContain(`inet ${place.ipv4}/`);
    // Its other end is an interface of the host: @if tells its number.
    expect(await inside(id, 'ip', '-o', 'link', 'show', 'eth0')).toMatch(/eth0@if\d+:/);
    expect((await container(id)).namespace).toMatchObject({ network: 'own', sharedBy: [], breaksIfStopped: [] });
  });

  it('host: the network of the host, and no address of its own', async () => {
    const { body } = await rest
      .as(powerful)
      .post('/v1/containers')
      .set('prefer', 'wait=30')
      .send({ image: 'busybox', network: 'host', detach: true, init: true, cmd: ['sleep', '600'] });
    const found = await container(body.result.container);
    expect(found.networkMode).toBe('host');
    expect(found.endpoints).toMatchObject([{ name: 'host', ipv4: null, mac: null }]);
    expect(await interfaces(found.id)).toContain('docker0');
  });

  it('none: nothing but lo', async () => {
    const { id } = await rest.sleeper({ network: 'none' });
    expect(await container(id)).toMatchObject({ networkMode: 'none', endpoints: [{ name: 'none', ipv4: null }] });
    expect(await interfaces(id)).toEqual(['lo']);
  });

  it('container: the address of the other; when that one stops, lo is left', async () => {
    const owner = await rest.sleeper({ name: rest.name('owner') });
    const dependant = await rest.sleeper({ name: rest.name('dependant'), network: `container:${owner.name}` });
    const { ipv4 } = (await container(owner.id)).endpoints[0];
    expect(await inside(dependant.id, 'ip', '-o', 'addr')).toContain(`inet ${ipv4}/`);
    expect((await container(owner.id)).namespace.breaksIfStopped).toMatchObject([{ id: dependant.id }]);
    expect((await container(dependant.id)).namespace).toMatchObject({ network: 'shared', owner: { id: owner.id } });
    const before = await rest.runtime.store.head();

    await rest.post(`/v1/containers/${owner.id}/stop`, { seconds: 0 });

    expect(await inside(dependant.id, 'ip', '-o', 'addr')).not.toContain(ipv4);
    expect((await container(dependant.id)).namespace).toMatchObject({
      network: 'lost',
      owner: { id: owner.id, state: 'exited' },
    });
    expect((await container(owner.id)).namespace.breaksIfStopped).toEqual([]);
    const then = (await rest.as().get(`/v1/containers/${dependant.id}?at=${before}`)).body;
    expect(then.namespace).toMatchObject({ network: 'shared', owner: { state: 'running' } });
  });
});
