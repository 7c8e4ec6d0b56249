import Docker from 'dockerode';
import { describe, expect, it } from 'vitest';
import { type ContainerSnapshot, jobLabel } from '#domain';
import type { Host, HostWatch } from '#engine';
import { HostUnderTest, uniqueName, withBusybox } from '#testing/contracts';
import { openHosts, parseHostsConfig } from '../index.js';

const host = openHosts(parseHostsConfig({ DOCKER_HOST: process.env['DOCKER_HOST'] })).get('local') as Host;
const watch = host.watch as HostWatch;
const docker = new Docker();

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/);

describe('what an engine tells of a container', () => {
  const subject = new HostUnderTest(() => withBusybox(host));

  const inspect = async (id: string): Promise<ContainerSnapshot> => {
    const found = await watch.inspectContainer(id);
    if (!found) throw new Error(`there is no container ${id}`);
    return found.container;
  };

  const makeNetwork = async (subnet: string): Promise<{ readonly id: string; readonly name: string }> => {
    const name = uniqueName('network');
    const spec = { name, driver: 'bridge', internal: false, labels: {}, options: {}, subnet };
    const { network: id } = await host.network.createNetwork(spec);
    subject.cleanUp(() => host.network.removeNetwork(id));
    return { id, name };
  };

  it('is what it was made with, before it is started', async () => {
    const name = uniqueName('container');
    const id = await subject.createContainer('exit 0', {
      name,
      ports: ['127.0.0.1::80', '53/udp'],
      restart: 'on-failure:3',
      labels: { purpose: 'test', [jobLabel]: 'a job' },
    });
    const image = await host.graph.inspectImage(subject.image);
    expect(await inspect(name)).toEqual({
      id,
      name,
      image: image?.id,
      imageName: subject.image,
      createdAt: time,
      state: 'created',
      exitCode: 0,
      oomKilled: false,
      restart: 'on-failure',
      networkMode: 'bridge',
      endpoints: [{ network: '', name: 'bridge', aliases: [] }],
      ports: [],
      portBindings: [
        { container: 53, protocol: 'udp', ip: '', host: 0 },
        { container: 80, protocol: 'tcp', ip: '127.0.0.1', host: 0 },
      ],
      mounts: [],
      job: 'a job',
    });
    expect(await watch.containerIds()).toContain(id);
  });

  it('has its places on networks while it runs, and keeps the networks when it has ended', async () => {
    const [front, back] = [await makeNetwork('10.213.91.0/24'), await makeNetwork('10.213.92.0/24')];
    const id = await subject.startContainer('sleep 1000', { network: front.name, aliases: ['web', 'a-site'] });
    await host.network.connectContainer(back.id, id, { aliases: ['db'], ipv4: '10.213.92.77' });
    const short = id.slice(0, 12);
    const place = { prefix: 24, mac: expect.stringMatching(/^..(:..){5}$/) };
    const onFront = {
      ...place,
      network: front.id,
      name: front.name,
      ipv4: '10.213.91.2',
      gateway: '10.213.91.1',
      aliases: [short, 'a-site', 'web'].toSorted(),
    };
    const onBack = {
      ...place,
      network: back.id,
      name: back.name,
      ipv4: '10.213.92.77',
      gateway: '10.213.92.1',
      aliases: [short, 'db'].toSorted(),
    };
    const running = await inspect(id);
    expect(running).toMatchObject({ state: 'running', networkMode: front.name, startedAt: time });
    expect(running.endpoints).toEqual([onFront, onBack].toSorted((a, b) => (a.name < b.name ? -1 : 1)));
    await host.exec.stopContainer(id, { seconds: 0 });
    const ended = await inspect(id);
    expect(ended).toMatchObject({ state: 'exited', exitCode: 137, finishedAt: time });
    expect(ended.endpoints).toEqual(
      running.endpoints.map(({ network, name, aliases }) => ({ network, name, aliases })),
    );
  });

  it('has its ports while it runs', async () => {
    const id = await subject.startContainer('sleep 1000', {
      ports: ['127.0.0.1::80', '127.0.0.1::80', '127.0.0.1::81'],
    });
    const published = { protocol: 'tcp', ip: '127.0.0.1', host: expect.toSatisfy((port: number) => port > 1_024) };
    const { ports } = await inspect(id);
    expect(ports).toEqual([80, 80, 81].map((container) => ({ container, ...published })));
    expect(ports[0]?.host).toBeLessThan(ports[1]?.host ?? 0);
    await host.exec.stopContainer(id, { seconds: 0 });
    expect((await inspect(id)).ports).toEqual([]);
  });

  it('has no place of its own in the modes none and container, and none with an address in host', async () => {
    const id = await subject.startContainer('sleep 1000', { network: 'none' });
    expect(await inspect(id)).toMatchObject({ networkMode: 'none', endpoints: [{ name: 'none', aliases: [] }] });
    const sharer = await inspect(await subject.startContainer('sleep 1000', { network: `container:${id}` }));
    expect(sharer).toMatchObject({ networkMode: `container:${id}`, endpoints: [], ports: [] });
    const { endpoints } = await inspect(await subject.startContainer('sleep 1000', { network: 'host' }));
    expect(endpoints).toEqual([{ network: expect.stringMatching(/^[0-9a-f]{64}$/), name: 'host', aliases: [] }]);
  });

  it('has its mounts by where they are', async () => {
    const volume = uniqueName('volume');
    subject.cleanUp(() => host.graph.removeVolume(volume, { force: true }));
    const id = await subject.createContainer('exit 0', { volumes: [`${volume}:/var/lib/data:ro`, '/srv:/mnt'] });
    expect((await inspect(id)).mounts).toEqual([
      { type: 'bind', source: '/srv', destination: '/mnt', mode: '', writable: true },
      {
        type: 'volume',
        name: volume,
        source: expect.stringContaining(`/${volume}/`),
        destination: '/var/lib/data',
        mode: 'ro',
        writable: false,
      },
    ]);
  });

  it('has its health, where it is looked after', async () => {
    const { id } = await docker.createContainer({
      Image: subject.image,
      Cmd: ['sleep', '1000'],
      Healthcheck: { Test: ['CMD', 'true'], Interval: 100_000_000 },
    });
    subject.cleanUp(() => host.exec.removeContainer(id, { force: true, volumes: true }));
    expect(await inspect(id)).not.toHaveProperty('health');
    await host.exec.startContainer(id);
    await expect.poll(async () => (await inspect(id)).health, { timeout: 20_000 }).toBe('healthy');
  });

  it('says why it could not be started', async () => {
    const id = await subject.createContainer('', { cmd: ['no-such-program'] });
    await expect(host.exec.startContainer(id)).rejects.toMatchObject({ code: 'host-refused' });
    const failed = await inspect(id);
    expect(failed).toMatchObject({
      state: 'created',
      exitCode: 127,
      error: expect.stringContaining('no-such-program'),
    });
    expect(failed).not.toHaveProperty('startedAt');
    expect(failed).not.toHaveProperty('finishedAt');
  });

  it('is alike in its detail for like containers, though each has a job, an id and a host name of its own', async () => {
    const [one, other] = await Promise.all(
      ['one', 'other'].map((job) =>
        subject.createContainer('exit 0', { labels: { purpose: 'test', [jobLabel]: job } }),
      ),
    );
    const detail = async (id = '') => (await watch.inspectContainer(id))?.detail;
    expect(await detail(one)).toEqual(await detail(other));
    expect(await detail(one)).toMatchObject({
      config: { Cmd: ['sh', '-c', 'exit 0'], Labels: { purpose: 'test' } },
      hostConfig: { NetworkMode: 'bridge' },
      path: 'sh',
      args: ['-c', 'exit 0'],
      platform: 'linux',
    });
    expect((await detail(one))?.config).not.toHaveProperty('Hostname');
    const named = await subject.createContainer('exit 0', { hostname: 'lighthouse' });
    expect((await detail(named))?.config).toMatchObject({ Hostname: 'lighthouse' });
  });

  it('is nothing, when there is none', async () => {
    expect(await watch.inspectContainer(uniqueName('nowhere'))).toBeUndefined();
  });
});
