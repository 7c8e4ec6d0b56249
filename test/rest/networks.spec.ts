import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engine, type Rest, startRest } from './rest.js';

describe('/v1/networks', () => {
  let rest: Rest;
  beforeAll(async () => {
    rest = await startRest();
  });
  afterAll(() => rest.stop());

  it('joins two containers on a network of their own, and one reaches the other by its name', async () => {
    const network = rest.name('net');
    const created = await rest.post('/v1/networks', { name: network, labels: { team: 'sea' } });
    const found = await engine.getNetwork(network).inspect();
    expect(created.result).toMatchObject({ network: found.Id, name: network });
    expect(found.Labels).toMatchObject({ team: 'sea', 'io.longshore.job': created.id });
    const server = rest.name('server');
    await rest.sh('echo "I am here" > /tmp/index.html; exec httpd -f -p 80 -h /tmp', {
      name: server,
      network,
      aliases: ['web'],
      init: true,
      detach: true,
      rm: false,
    });
    for (const host of [server, 'web']) {
      const client = await rest.sh(
        `for i in 1 2 3 4 5 6 7 8 9; do wget -qO- http://${host}/index.html && exit 0; sleep 0.2; done; exit 1`,
        { network },
      );
      expect(client).toMatchObject({ status: 0 });
      expect((await rest.output(client.id, '?stream=stdout')).toString()).toBe('I am here\n');
    }
    await rest.remove(`/v1/containers/${server}?force=true`);
    expect(await rest.remove(`/v1/networks/${network}`)).toMatchObject({
      name: 'network.rm',
      status: 0,
      result: { network: found.Id },
    });
    await expect(engine.getNetwork(found.Id).inspect()).rejects.toMatchObject({ statusCode: 404 });
  });

  it('connects a running container under an alias, and disconnects it', async () => {
    const network = rest.name('alias');
    await rest.post('/v1/networks', {
      name: network,
      internal: true,
      subnet: '10.213.77.0/24',
      gateway: '10.213.77.1',
    });
    const { id } = await rest.sleeper();
    expect(
      await rest.post(`/v1/networks/${network}/connect`, { container: id, aliases: ['harbour'], ipv4: '10.213.77.9' }),
    ).toMatchObject({ status: 0 });
    const { Networks } = (await engine.getContainer(id).inspect()).NetworkSettings;
    expect(Networks[network]).toMatchObject({ IPAddress: '10.213.77.9', Aliases: expect.arrayContaining(['harbour']) });
    expect(await rest.post(`/v1/networks/${network}/disconnect`, { container: id })).toMatchObject({ status: 0 });
    expect(Object.keys((await engine.getContainer(id).inspect()).NetworkSettings.Networks)).toEqual(['bridge']);
    await rest.remove(`/v1/networks/${network}`);
  });

  it('knows the modes bridge, host, none and container', async () => {
    const { id, name } = await rest.sleeper({ hostname: 'harbour' });
    const modes = { bridge: 'bridge', host: 'host', none: 'none', [`container:${name}`]: `container:${id}` };
    for (const [network, mode] of Object.entries(modes)) {
      const created = await rest.post('/v1/containers/create', { image: 'busybox', network });
      const found = await engine.getContainer(String(created.result?.['container'])).inspect();
      expect(found.HostConfig.NetworkMode).toBe(mode);
    }
    const none = await rest.sh('ls /sys/class/net', { network: 'none' });
    expect((await rest.output(none.id)).toString()).toBe('lo\n');
    const shared = await rest.sh('hostname', { network: `container:${name}` });
    expect((await rest.output(shared.id)).toString()).toBe('harbour\n');
  });

  it('lists the networks that the engine has', async () => {
    const listed = async () => (await rest.as().get('/v1/networks')).body.items as readonly object[];
    await expect
      .poll(listed, { timeout: 20_000 })
      .toContainEqual(expect.objectContaining({ name: 'bridge', driver: 'bridge' }));
  });
});
