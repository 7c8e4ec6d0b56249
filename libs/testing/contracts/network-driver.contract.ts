import { describe, expect, it } from 'vitest';
import type { NetworkSpec } from '#engine';
import { expectCode, HostUnderTest, type OpenContractHost, uniqueName } from './contract-host.js';

/** What every NetworkDriver must do. */
export function networkDriverContract(open: OpenContractHost): void {
  describe('a network driver', () => {
    const subject = new HostUnderTest(open);

    const create = async (more: Partial<NetworkSpec> = {}): Promise<{ readonly id: string; readonly name: string }> => {
      const name = uniqueName('network');
      const { network: id } = await subject.host.network.createNetwork({
        name,
        driver: 'bridge',
        internal: false,
        labels: {},
        options: {},
        ...more,
      });
      subject.cleanUp(() => subject.host.network.removeNetwork(id));
      return { id, name };
    };

    it('tells of a network what it was made with', async () => {
      const { id, name } = await create({
        internal: true,
        subnet: '10.213.77.0/24',
        gateway: '10.213.77.9',
        labels: { purpose: 'test' },
      });
      const network = await subject.host.network.inspectNetwork(name);
      expect(network).toMatchObject({
        id,
        name,
        driver: 'bridge',
        internal: true,
        labels: { purpose: 'test' },
        members: [],
      });
      expect(network?.subnets).toEqual([{ subnet: '10.213.77.0/24', gateway: '10.213.77.9' }]);
      expect(Date.parse(network?.createdAt ?? '')).toBeGreaterThan(0);
      expect(await subject.host.network.inspectNetwork(id.slice(0, 12))).toMatchObject({ id });
    });

    it('knows nothing of a network that is not there', async () => {
      const { network } = subject.host;
      const name = uniqueName('nowhere');
      expect(await network.inspectNetwork(name)).toBeUndefined();
      await expectCode(network.removeNetwork(name), 'host-not-found');
      const container = await subject.startContainer('sleep 1000');
      await expectCode(network.connectContainer(name, container, { aliases: [] }), 'host-not-found');
      await expectCode(network.disconnectContainer(name, container, { force: false }), 'host-not-found');
    });

    it('refuses a name that is taken', async () => {
      const { name } = await create();
      await expectCode(create({ name }), 'host-conflict');
    });

    it('lists networks by label', async () => {
      const mark = uniqueName('mark');
      const one = await create({ labels: { [mark]: 'one' } });
      const two = await create({ labels: { [mark]: 'two' } });
      const idsOf = async (label: string) =>
        (await subject.host.network.listNetworks({ label })).map(({ id }) => id).toSorted();
      expect(await idsOf(mark)).toEqual([one.id, two.id].toSorted());
      expect(await idsOf(`${mark}=two`)).toEqual([two.id]);
      expect((await subject.host.network.listNetworks()).length).toBeGreaterThanOrEqual(2);
    });

    it('connects and disconnects a running container', async () => {
      const { network, exec } = subject.host;
      const { id, name } = await create({ subnet: '10.213.78.0/24' });
      const container = await subject.startContainer('sleep 1000');
      await network.connectContainer(name, container, { aliases: ['db', 'database'], ipv4: '10.213.78.42' });
      const [member, ...others] = (await network.inspectNetwork(id))?.members ?? [];
      expect(others).toEqual([]);
      expect(member).toMatchObject({ container, ipv4: '10.213.78.42', mac: expect.stringMatching(/^..(:..){5}$/) });
      const endpoint = (await exec.inspectContainer(container))?.networks[name];
      expect(endpoint).toMatchObject({ network: id, ipv4: '10.213.78.42' });
      expect(endpoint?.aliases).toEqual(expect.arrayContaining(['db', 'database']));
      await expectCode(network.removeNetwork(id), 'host-refused');
      await network.disconnectContainer(id, container, { force: false });
      expect((await network.inspectNetwork(id))?.members).toEqual([]);
      expect((await exec.inspectContainer(container))?.networks).not.toHaveProperty(name);
      await network.removeNetwork(id);
      expect(await network.inspectNetwork(id)).toBeUndefined();
    });

    it('is joined by a container that is created in it', async () => {
      const { id, name } = await create();
      const container = await subject.startContainer('sleep 1000', { network: name, aliases: ['web'] });
      expect((await subject.host.network.inspectNetwork(id))?.members.map((member) => member.container)).toEqual([
        container,
      ]);
      const inspected = await subject.host.exec.inspectContainer(container);
      expect(inspected?.networkMode).toBe(name);
      expect(inspected?.networks[name]?.aliases).toContain('web');
      await subject.host.exec.stopContainer(container, { seconds: 0 });
      expect((await subject.host.network.inspectNetwork(id))?.members).toEqual([]);
    });
  });
}
