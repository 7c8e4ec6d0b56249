import Docker from 'dockerode';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import type { ImageDetail } from '#domain';
import type { Host, HostWatch, ImageBuild } from '#engine';
import { buildContext, collect, HostUnderTest, uniqueName, withBusybox } from '#testing/contracts';
import { openHosts, parseHostsConfig } from '../index.js';

const host = openHosts(parseHostsConfig({ DOCKER_HOST: process.env['DOCKER_HOST'] })).get('local') as Host;
const watch = host.watch as HostWatch;

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/);
const diffId = expect.stringMatching(/^sha256:[0-9a-f]{64}$/);

describe('what an engine tells of an image', () => {
  const subject = new HostUnderTest(() => withBusybox(host));

  const build = async (lines: readonly string[], more: Partial<ImageBuild> = {}): Promise<string> => {
    const Dockerfile = [`FROM ${subject.image}`, ...lines].join('\n');
    const { image } = await host.graph.buildImage(
      {
        context: buildContext({ Dockerfile, 'message.txt': 'hello\n', 'empty.txt': '' }),
        builder: 'classic',
        dockerfile: 'Dockerfile',
        tags: [],
        args: {},
        labels: {},
        noCache: false,
        pull: false,
        ...more,
      },
      collect(),
    );
    subject.cleanUp(() => host.graph.removeImage(image, { force: true }));
    return image;
  };

  const detailOf = async (id: string): Promise<ImageDetail> => {
    const detail = await watch.imageDetail(id);
    if (!detail) throw new Error(`there is no image ${id}`);
    return detail;
  };

  describe.each(['classic', 'buildkit'] as const)('that was built by %s', (builder) => {
    const lines = [
      'ENV GREETING=hello',
      'RUN true',
      'RUN head -c 100000 /dev/zero > zeros',
      'WORKDIR /srv',
      'COPY message.txt .',
      'COPY empty.txt .',
      'WORKDIR /srv',
      'EXPOSE 8080',
      'CMD ["cat", "message.txt"]',
    ];

    it('are its layers, each with the instruction that made it: those that its own archive says made one', async () => {
      const id = await build(lines, { builder });
      const { layers } = await detailOf(id);
      const { history, rootfs } = await configOf(id);
      expect(layers.map((layer) => layer.diffId)).toEqual(rootfs.diff_ids);
      expect(layers.map(({ instruction }) => instruction)).toEqual(
        history.flatMap((step) => (step.empty_layer ? [] : [step.created_by])),
      );
    });

    it('are the sizes of its layers, which are together its own', async () => {
      const id = await build(lines, { builder });
      const { layers } = await detailOf(id);
      const sizes = layers.map(({ size }) => size);
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe((await watch.inspectImage(id))?.size);
      const sizeOf = (part: string) => layers.find(({ instruction }) => instruction?.includes(part))?.size;
      expect(sizeOf('/dev/zero')).toBe(100_000);
      expect(layers.find(({ size }) => size === 'hello\n'.length)?.instruction).toMatch(/COPY/);
    });

    it('are the chains of its layers: equal where two images stand on the same', async () => {
      const short = await detailOf(await build(lines.slice(0, 3), { builder }));
      const long = await detailOf(await build(lines, { builder }));
      const chains = ({ layers }: ImageDetail) => layers.map(({ chainId }) => chainId);
      expect(chains(long)).toEqual(chainsOf(long.layers.map((layer) => layer.diffId)));
      const base = await detailOf((await watch.inspectImage(subject.image))?.id ?? '');
      expect(chains(short)).toEqual(chains(long).slice(0, short.layers.length));
      expect(chains(base)).toEqual(chains(long).slice(0, 1));
    });

    it('are its instructions, the oldest first, and its configuration', async () => {
      const id = await build(lines, { builder, labels: { purpose: 'test' } });
      const { history, config, ...rest } = await detailOf(id);
      expect(history.map(({ instruction }) => instruction)).toEqual(
        (await configOf(id)).history.map((step) => step.created_by ?? ''),
      );
      expect(history.map(({ createdAt }) => Date.parse(createdAt))).not.toContain(Number.NaN);
      expect(config).toMatchObject({
        Cmd: ['cat', 'message.txt'],
        Env: expect.arrayContaining(['GREETING=hello']),
        ExposedPorts: { '8080/tcp': {} },
        Labels: { purpose: 'test' },
        WorkingDir: '/srv',
      });
      expect(rest).toMatchObject({ os: 'linux', architecture: expect.any(String) });
    });
  });

  it('are its names, the digests that registries know it by, and its size', async () => {
    const tags = [`${uniqueName('image')}:2`, `${uniqueName('image')}:1`];
    const id = await build(['ENV NAMED=yes'], { tags });
    const base = await watch.inspectImage(subject.image);
    const image = { id, tags: tags.toSorted(), digests: [], parent: base?.id, createdAt: time, size: base?.size };
    expect(await watch.inspectImage(id)).toEqual(image);
    expect(await watch.inspectImage(tags[0] ?? '')).toEqual(image);
    expect(base?.tags).toEqual([subject.image]);
  });

  it('are no names when it has none, but the step before it when the classic builder made it', async () => {
    const id = await build(['ENV STEP=one', `ENV OTHER=${uniqueName('step')}`]);
    const image = await watch.inspectImage(id);
    expect(image).toMatchObject({ tags: [], digests: [] });
    const step = await watch.inspectImage(image?.parent ?? '');
    expect(step).toMatchObject({ tags: [], parent: (await watch.inspectImage(subject.image))?.id });
    expect(await watch.imageIds()).toEqual(expect.arrayContaining([id, step?.id]));
  });

  it('is nothing, when there is none', async () => {
    const nowhere = `sha256:${'f'.repeat(64)}`;
    expect(await watch.inspectImage(nowhere)).toBeUndefined();
    expect(await watch.imageDetail(nowhere)).toBeUndefined();
    expect(await watch.inspectImage(uniqueName('nowhere'))).toBeUndefined();
  });

  it('is one layer of one instruction, when it was imported', async () => {
    const { layers, history } = await detailOf((await watch.inspectImage(subject.image))?.id ?? '');
    const size = (await watch.inspectImage(subject.image))?.size;
    expect(layers).toEqual([{ diffId, chainId: layers[0]?.diffId, size }]);
    expect(history).toMatchObject([{ size }]);
  });
});

/** What the archive of an image says: which steps made no layer, of which the engine's API does not tell. */
interface ImageConfig {
  readonly history: readonly { readonly created_by?: string; readonly empty_layer?: boolean }[];
  readonly rootfs: { readonly diff_ids: readonly string[] };
}

async function configOf(id: string): Promise<ImageConfig> {
  const archive = Readable.from(await new Docker().getImage(id).get());
  for await (const entry of archive.pipe(extract())) {
    const isConfig = entry.header.name === `${id.slice('sha256:'.length)}.json`;
    if (isConfig) return JSON.parse(await text(entry)) as ImageConfig;
    entry.resume();
  }
  throw new Error(`the archive of ${id} has no configuration`);
}

/** As the OCI image specification has it. */
function chainsOf(diffIds: readonly string[]): readonly string[] {
  return diffIds.map((_, index) =>
    diffIds
      .slice(1, index + 1)
      .reduce((below, id) => `sha256:${createHash('sha256').update(`${below} ${id}`).digest('hex')}`, diffIds[0] ?? ''),
  );
}
