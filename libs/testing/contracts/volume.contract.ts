import { describe, expect, it } from 'vitest';
import { expectCode, type HostUnderTest, uniqueName } from './contract-host.js';

/** How volumes come and go. */
export function volumeContract(subject: HostUnderTest): void {
  describe('a volume', () => {
    it('is created, told, listed and removed', async () => {
      const { graph } = subject.host;
      const name = uniqueName('volume');
      subject.cleanUp(() => graph.removeVolume(name, { force: true }));
      const volume = await graph.createVolume({ name, labels: { purpose: 'test' }, options: {} });
      const createdAt = expect.stringMatching(/^\d{4}-\d\d-\d\dT/);
      expect(volume).toEqual({ name, driver: 'local', labels: { purpose: 'test' }, options: {}, createdAt });
      expect(await graph.inspectVolume(name)).toEqual(volume);
      expect(await graph.listVolumes()).toContainEqual(volume);
      await graph.removeVolume(name, { force: false });
      expect(await graph.inspectVolume(name)).toBeUndefined();
      await expectCode(graph.removeVolume(name, { force: false }), 'host-not-found');
    });

    it('is measured', async () => {
      const { graph } = subject.host;
      const name = uniqueName('volume');
      subject.cleanUp(() => graph.removeVolume(name, { force: true }));
      await graph.createVolume({ name, labels: {}, options: {} });
      const sizes = await graph.measureVolumes();
      expect(sizes.get(name)).toBe(0);
      expect(sizes.has(uniqueName('nowhere'))).toBe(false);
    });

    it('stays as it was when one of its name is created', async () => {
      const { graph } = subject.host;
      const name = uniqueName('volume');
      subject.cleanUp(() => graph.removeVolume(name, { force: true }));
      const first = await graph.createVolume({ name, labels: { purpose: 'old' }, options: {} });
      expect(await graph.createVolume({ name, labels: { purpose: 'new' }, options: {} })).toEqual(first);
    });
  });
}
