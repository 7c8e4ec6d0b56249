import Docker from 'dockerode';
import { describe, expect, it } from 'vitest';
import type { Host } from '#engine';
import { expectCode, HostUnderTest, networkDriverContract, uniqueName, withBusybox } from '#testing/contracts';
import { openHosts, parseHostsConfig } from '../index.js';

const host = openHosts(parseHostsConfig({ DOCKER_HOST: process.env['DOCKER_HOST'] })).get('local') as Host;
const open = () => withBusybox(host);

describe('on a Docker Engine', () => {
  networkDriverContract(open);

  describe('networks', () => {
    const subject = new HostUnderTest(open);

    it('let containers find each other by name and alias, until they leave', async () => {
      const name = uniqueName('network');
      const { network } = await host.network.createNetwork({
        name,
        driver: 'bridge',
        internal: false,
        labels: {},
        options: {},
      });
      subject.cleanUp(() => host.network.removeNetwork(network));
      const server = await subject.startContainer('sleep 1000');
      await host.network.connectContainer(network, server, { aliases: ['harbour'] });
      const serverName = (await host.exec.inspectContainer(server))?.name ?? '';
      const client = await subject.startContainer('sleep 1000', { network: name, aliases: ['quay'] });
      const ping = (container: string, target: string) =>
        host.exec.execToEnd({ container, cmd: ['ping', '-c', '1', '-W', '2', target], env: {}, tty: false });
      for (const target of ['harbour', serverName]) expect(await ping(client, target)).toEqual({ status: 0 });
      expect(await ping(server, 'quay')).toEqual({ status: 0 });
      await host.network.disconnectContainer(network, server, { force: false });
      expect((await ping(client, 'harbour')).status).not.toBe(0);
    });

    it('may be twins, each with its id', async () => {
      const name = uniqueName('twins');
      const mark = uniqueName('mark');
      const { network: first } = await host.network.createNetwork({
        name,
        driver: 'bridge',
        internal: false,
        labels: { [mark]: '' },
        options: {},
      });
      subject.cleanUp(() => host.network.removeNetwork(first));
      const twin = await new Docker()
        .createNetwork({ Name: name, CheckDuplicate: false, Labels: { [mark]: '' } })
        .catch(noTwins);
      if (!twin) return;
      subject.cleanUp(() => host.network.removeNetwork(twin.id));
      const listed = await host.network.listNetworks({ label: mark });
      expect(listed.map(({ id }) => id).toSorted()).toEqual([first, twin.id].toSorted());
      await expectCode(host.network.inspectNetwork(name), 'host-refused');
      expect(await host.network.inspectNetwork(twin.id)).toMatchObject({ id: twin.id });
      await host.network.removeNetwork(twin.id);
      expect(await host.network.inspectNetwork(name)).toMatchObject({ id: first });
    });
  });
});

/** Engines from API 1.44 on refuse them. */
function noTwins(error: { readonly statusCode?: number }): undefined {
  if (error.statusCode !== 409) throw error;
}
