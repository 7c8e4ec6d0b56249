import { describe, expect, it } from 'vitest';
import { jobLabel } from '#domain';
import type { Host, HostWatch } from '#engine';
import { HostUnderTest, uniqueName, withBusybox } from '#testing/contracts';
import { openHosts, parseHostsConfig } from '../index.js';

const host = openHosts(parseHostsConfig({ DOCKER_HOST: process.env['DOCKER_HOST'] })).get('local') as Host;
const watch = host.watch as HostWatch;

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/);

describe('what an engine tells', () => {
  const subject = new HostUnderTest(() => withBusybox(host));

  it('of a network is what it was made with', async () => {
    const name = uniqueName('network');
    const { network: id } = await host.network.createNetwork({
      name,
      driver: 'bridge',
      internal: true,
      subnet: '10.213.93.0/24',
      gateway: '10.213.93.9',
      labels: { purpose: 'test', [jobLabel]: 'a job' },
      options: { 'com.docker.network.driver.mtu': '1400' },
    });
    subject.cleanUp(() => host.network.removeNetwork(id));
    const network = {
      id,
      name,
      driver: 'bridge',
      scope: 'local',
      internal: true,
      attachable: false,
      ipv6: false,
      ipam: { driver: 'default', options: {}, config: [{ subnet: '10.213.93.0/24', gateway: '10.213.93.9' }] },
      options: { 'com.docker.network.driver.mtu': '1400' },
      labels: { purpose: 'test' },
      createdAt: time,
      job: 'a job',
    };
    expect(await watch.inspectNetwork(id)).toEqual(network);
    const listed = await watch.networks();
    expect(listed).toContainEqual(network);
    expect(listed.map((one) => one.name)).toEqual(expect.arrayContaining(['bridge', 'host', 'none']));
  });

  it('of a place on a network is what it tells of the member, while that runs', async () => {
    const name = uniqueName('network');
    const { network: id } = await host.network.createNetwork({
      name,
      driver: 'bridge',
      internal: false,
      subnet: '10.213.94.0/24',
      gateway: '10.213.94.1',
      labels: {},
      options: {},
    });
    subject.cleanUp(() => host.network.removeNetwork(id));
    const container = await subject.startContainer('sleep 1000', { network: name, aliases: ['web'] });
    const [endpoint] = (await watch.inspectContainer(container))?.container.endpoints ?? [];
    expect(await watch.placeOn(id, container)).toEqual({ ...endpoint, aliases: [] });
    expect(endpoint?.ipv4).toBe('10.213.94.2');
    await host.exec.stopContainer(container, { seconds: 0 });
    expect(await watch.placeOn(id, container)).toBeUndefined();
  });

  it('of a volume is what it was made with', async () => {
    const name = uniqueName('volume');
    const labels = { purpose: 'test', [jobLabel]: 'a job' };
    await host.graph.createVolume({ name, labels, options: { type: 'tmpfs', device: 'tmpfs' } });
    subject.cleanUp(() => host.graph.removeVolume(name, { force: true }));
    const volume = {
      name,
      driver: 'local',
      mountpoint: expect.stringContaining(`/${name}/`),
      labels: { purpose: 'test' },
      options: { type: 'tmpfs', device: 'tmpfs' },
      createdAt: time,
      job: 'a job',
    };
    expect(await watch.inspectVolume(name)).toEqual(volume);
    expect(await watch.volumes()).toContainEqual(volume);
  });

  it('of what is not there is nothing', async () => {
    expect(await watch.inspectNetwork('f'.repeat(64))).toBeUndefined();
    expect(await watch.placeOn('f'.repeat(64), 'f'.repeat(64))).toBeUndefined();
    expect(await watch.inspectVolume(uniqueName('nowhere'))).toBeUndefined();
  });
});
