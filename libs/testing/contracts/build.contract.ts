import { describe, expect, it, vi } from 'vitest';
import type { ImageBuild } from '#engine';
import { buildContext } from './build-context.js';
import { collect, expectCode, type HostUnderTest, uniqueName } from './contract-host.js';

/** How images are built. */
export function buildContract(subject: HostUnderTest, builder: ImageBuild['builder']): void {
  const buildOf = (dockerfile: string, more: Partial<ImageBuild> = {}): ImageBuild => ({
    context: buildContext({ Dockerfile: dockerfile.replace('FROM base', `FROM ${subject.image}`) }),
    builder,
    dockerfile: 'Dockerfile',
    tags: [],
    args: {},
    labels: {},
    noCache: false,
    pull: false,
    ...more,
  });

  const removeAfterwards = (...tags: readonly string[]): void => {
    for (const tag of tags) subject.cleanUp(() => subject.host.graph.removeImage(tag, { force: true }));
  };

  describe(`a build by ${builder}`, () => {
    it('sets all its tags on the image that it tells', async () => {
      const tags = [`${uniqueName('build')}:1`, `${uniqueName('build')}:two`];
      removeAfterwards(...tags);
      const { image } = await subject.host.graph.buildImage(
        buildOf('FROM base\nCMD ["sh", "-c", "exit 6"]', { tags }),
        collect(),
      );
      expect(image).toMatch(/^sha256:[0-9a-f]{64}$/);
      for (const tag of tags) expect(await subject.host.graph.inspectImage(tag)).toMatchObject({ id: image });
      expect((await subject.run('', { image, cmd: undefined })).status).toBe(6);
    });

    it('takes arguments, labels, a target and the path of the Dockerfile, in a compressed context', async () => {
      const tag = `${uniqueName('build')}:1`;
      removeAfterwards(tag);
      const mark = uniqueName('mark');
      const text = [
        `FROM ${subject.image} AS first`,
        'ARG GREETING=none',
        `RUN echo "said $GREETING" ${mark}`,
        'CMD ["sh", "-c", "exit 11"]',
        'FROM first AS second',
        'RUN exit 1',
      ].join('\n');
      const io = collect();
      const { image } = await subject.host.graph.buildImage(
        buildOf('', {
          context: buildContext({ 'docker/My.dockerfile': text }, { gzip: true }),
          dockerfile: 'docker/My.dockerfile',
          tags: [tag],
          target: 'first',
          args: { GREETING: 'gr\u00fc\u00df & more=1' },
          labels: { purpose: 'a "test"' },
        }),
        io,
      );
      expect(io.output.text('stdout')).toContain(`said gr\u00fc\u00df & more=1 ${mark}\n`);
      const container = await subject.createContainer('', { image, cmd: undefined });
      expect((await subject.host.exec.inspectContainer(container))?.labels).toMatchObject({ purpose: 'a "test"' });
      await subject.host.exec.startContainer(container);
      expect(await subject.host.exec.waitContainer(container, new AbortController().signal)).toEqual({ status: 11 });
    });

    it('is refused when an instruction fails, after its output', async () => {
      const io = collect();
      const mark = uniqueName('mark');
      await expectCode(
        subject.host.graph.buildImage(buildOf(`FROM base\nRUN echo ${mark}; exit 3`), io),
        'host-refused',
      );
      expect(io.output.text('stdout')).toContain(`${mark}\n`);
      expect(io.output.text('stderr')).toMatch(/3\n$/);
    });

    it('is refused when the Dockerfile is not there', async () => {
      await expectCode(
        subject.host.graph.buildImage(buildOf('FROM base', { dockerfile: 'elsewhere/Dockerfile' }), collect()),
        'host-refused',
      );
    });

    it('fails with the error of its context', async () => {
      const failure = new Error('the upload broke');
      const context = (async function* () {
        yield new Uint8Array(512);
        throw failure;
      })();
      await expect(subject.host.graph.buildImage(buildOf('', { context }), collect())).rejects.toBe(failure);
    });

    it('ends with the reason of an abort, and sets no tag', async () => {
      const tag = `${uniqueName('build')}:1`;
      const mark = uniqueName('mark');
      const abort = new AbortController();
      const io = collect(abort.signal);
      const building = subject.host.graph.buildImage(
        buildOf(`FROM base\nRUN echo ${mark}; sleep 1000`, { tags: [tag] }),
        io,
      );
      // BuildKit tells the instruction when it begins, and then what it writes.
      await vi.waitFor(() => expect(io.output.text('stdout')).toMatch(new RegExp(`^(#\\d+ )?${mark}$`, 'm')), {
        timeout: 20_000,
      });
      const reason = new Error('never mind');
      abort.abort(reason);
      await expect(building).rejects.toBe(reason);
      expect(await subject.host.graph.inspectImage(tag)).toBeUndefined();
    });

    it('gives the same image for the same context', async () => {
      const tag = `${uniqueName('build')}:1`;
      removeAfterwards(tag);
      const text = `FROM base\nRUN echo ${uniqueName('mark')}`;
      const first = await subject.host.graph.buildImage(buildOf(text, { tags: [tag] }), collect());
      const second = await subject.host.graph.buildImage(buildOf(text, { tags: [tag] }), collect());
      expect(second).toEqual(first);
    });
  });
}
