import { describe, expect, it } from 'vitest';
import { expectCode, type HostUnderTest, uniqueName } from './contract-host.js';

/** How images are told, tagged and removed. */
export function imageContract(subject: HostUnderTest): void {
  describe('an image', () => {
    it('is told by name, id and prefix of the id, and is listed', async () => {
      const { graph } = subject.host;
      const image = await graph.inspectImage(subject.image);
      expect(image).toMatchObject({ id: expect.stringMatching(/^sha256:[0-9a-f]{64}$/), size: expect.any(Number) });
      expect(image?.tags).toContain(subject.image);
      expect(Date.parse(image?.createdAt ?? '')).toBeGreaterThan(0);
      const id = image?.id ?? '';
      expect(await graph.inspectImage(id)).toMatchObject({ id });
      expect(await graph.inspectImage(id.slice('sha256:'.length, 19))).toMatchObject({ id });
      expect((await graph.listImages()).find((listed) => listed.id === id)?.tags).toEqual(image?.tags);
    });

    it('is unknown when it is not there', async () => {
      const name = uniqueName('nowhere');
      expect(await subject.host.graph.inspectImage(name)).toBeUndefined();
      await expectCode(subject.host.graph.tagImage(name, `${name}:1`), 'host-not-found');
      await expectCode(subject.host.graph.removeImage(name, { force: false }), 'host-not-found');
    });

    it('is tagged, as often as one likes, and untagged', async () => {
      const { graph } = subject.host;
      const target = `localhost:5000/team/${uniqueName('tag')}:v1`;
      await graph.tagImage(subject.image, target);
      await graph.tagImage(subject.image, target);
      expect((await graph.inspectImage(target))?.id).toBe((await graph.inspectImage(subject.image))?.id);
      expect(await graph.removeImage(target, { force: false })).toEqual({ untagged: [target], deleted: [] });
      expect(await graph.inspectImage(target)).toBeUndefined();
      expect(await graph.inspectImage(subject.image)).toBeDefined();
    });

    it('is not removed under a container', async () => {
      const id = (await subject.host.graph.inspectImage(subject.image))?.id ?? '';
      await subject.startContainer('sleep 1000');
      await expectCode(subject.host.graph.removeImage(id, { force: true }), 'host-conflict');
    });
  });
}
