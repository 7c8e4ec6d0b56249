import { describe, expect, it } from 'vitest';
import type { HostImage } from '#engine';
import { buildContext } from './build-context.js';
import { collect, expectCode, type HostUnderTest, uniqueName } from './contract-host.js';

/** How images stand on one another: by the steps of their builds, and by layers that they share. */
export function imageDescentContract(subject: HostUnderTest): void {
  /** Builds in steps that no other build has: a label, a layer, a command. */
  const build = async (tags: readonly string[], mark = uniqueName('mark')): Promise<string> => {
    const steps = [`LABEL ${mark}=yes`, `RUN echo ${mark} > /${mark}`, `CMD ["echo", "${mark}"]`];
    const built = await subject.host.graph.buildImage(
      {
        context: buildContext({ Dockerfile: [`FROM ${subject.image}`, ...steps].join('\n') }),
        builder: 'classic',
        dockerfile: 'Dockerfile',
        tags,
        args: {},
        labels: {},
        noCache: false,
        pull: false,
      },
      collect(),
    );
    subject.cleanUp(() => subject.host.graph.removeImage(built.image, { force: true }));
    return built.image;
  };

  /** The image and what it was built on, step by step, down to one that has a name. */
  const descentOf = async (id: string): Promise<readonly HostImage[]> => {
    const images = new Map((await subject.host.graph.listImages({ steps: true })).map((image) => [image.id, image]));
    const descent: HostImage[] = [];
    for (let image = images.get(id); image && (image.id === id || image.tags.length === 0);) {
      descent.push(image);
      image = images.get(image.parent ?? '');
    }
    return descent;
  };

  describe('an image that was built in steps', () => {
    it('tells its labels, and its parent as the list of all steps does', async () => {
      const mark = uniqueName('mark');
      const id = await build([`${uniqueName('steps')}:1`], mark);
      const [image, ...steps] = await descentOf(id);
      expect(steps.length).toBeGreaterThanOrEqual(2);
      expect(image?.labels).toMatchObject({ [mark]: 'yes' });
      expect(await subject.host.graph.inspectImage(id)).toMatchObject({
        parent: steps[0]?.id,
        labels: { [mark]: 'yes' },
      });
      const listed = new Set((await subject.host.graph.listImages()).map((listed) => listed.id));
      expect(steps.filter((step) => listed.has(step.id))).toEqual([]);
      expect(listed).toContain(id);
    });

    it('has the layers of its base first, and then its own, which make up its size', async () => {
      const { graph } = subject.host;
      const id = await build([`${uniqueName('layers')}:1`]);
      const base = await graph.listLayers(subject.image);
      const layers = (await graph.listLayers(id)) ?? [];
      expect(layers.slice(0, base?.length)).toEqual(base);
      expect(layers).toHaveLength((base?.length ?? 0) + 1);
      const sum = layers.reduce((sum, { size = NaN }) => sum + size, 0);
      expect(sum).toBe((await graph.inspectImage(id))?.size);
      expect(await graph.listLayers(uniqueName('nowhere'))).toBeUndefined();
    });

    it('takes its steps along when it is removed, and tells what is gone, layers too', async () => {
      const { graph } = subject.host;
      const id = await build([`${uniqueName('gone')}:1`]);
      const descent = (await descentOf(id)).map((image) => image.id);
      const [layer] = (await graph.listLayers(id))?.slice(-1) ?? [];
      const { deleted } = await graph.removeImage(id, { force: false });
      expect(deleted).toEqual(expect.arrayContaining([...descent, layer?.chainId]));
      expect(deleted).toHaveLength(descent.length + 1);
    });

    it('leaves its steps where they are to stay, which then can be removed one by one', async () => {
      const { graph } = subject.host;
      const id = await build([`${uniqueName('kept')}:1`]);
      const descent = (await descentOf(id)).map((image) => image.id);
      await expectCode(graph.removeImage(descent[1] ?? '', { force: false }), 'host-conflict');
      for (const [index, one] of descent.entries()) {
        const { deleted } = await graph.removeImage(one, { force: false, keepSteps: true });
        expect(deleted.filter((gone) => descent.includes(gone))).toEqual([one]);
        expect(await descentOf(descent[index + 1] ?? '')).toHaveLength(descent.length - index - 1);
      }
    });

    it('loses its name alone while another image stands on it', async () => {
      const { graph } = subject.host;
      const tag = `${uniqueName('below')}:1`;
      const below = await build([tag]);
      const { image: above } = await graph.buildImage(
        {
          context: buildContext({ Dockerfile: `FROM ${tag}\nLABEL above=yes` }),
          builder: 'classic',
          dockerfile: 'Dockerfile',
          tags: [],
          args: {},
          labels: {},
          noCache: false,
          pull: false,
        },
        collect(),
      );
      subject.cleanUp(() => graph.removeImage(above, { force: true }));
      await expectCode(graph.removeImage(below, { force: false }), 'host-conflict');
      expect(await graph.removeImage(tag, { force: false })).toEqual({ untagged: [tag], deleted: [] });
      expect((await descentOf(above)).map((image) => image.id)).toContain(below);
    });
  });
}
