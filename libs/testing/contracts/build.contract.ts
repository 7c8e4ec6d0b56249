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
      const [, run] = io.progress.instructions;
      expect(run).toMatchObject({ endedAt: expect.any(String), error: expect.stringContaining('3') });
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

    it('gives the same image for the same context, and tells each step: when it ran, what it wrote, and then that it need not run', async () => {
      const tag = `${uniqueName('build')}:1`;
      removeAfterwards(tag);
      const mark = uniqueName('mark');
      // Its command would like to be taken for the builder.
      const text = `FROM base\nRUN echo 'Step 3/3 : RUN ${mark}'\nRUN echo done`;
      const [io, again] = [collect(), collect()];
      const first = await subject.host.graph.buildImage(buildOf(text, { tags: [tag] }), io);
      const second = await subject.host.graph.buildImage(buildOf(text, { tags: [tag] }), again);
      expect(second).toEqual(first);
      const [from, run, last] = io.progress.instructions;
      expect(io.progress.instructions).toHaveLength(3);
      expect(from).toMatchObject({ stage: '0', instruction: expect.stringMatching(/^FROM /) });
      expect(run).toMatchObject({ instruction: expect.stringContaining(mark), cached: false });
      expect(last).toMatchObject({ instruction: 'RUN echo done', cached: false });
      expect(io.progress.textOf(run?.number ?? 0)).toMatch(new RegExp(`^(#\\d+ )?Step 3/3 : RUN ${mark}\n$`));
      for (const { number, startedAt, endedAt = '' } of io.progress.instructions) {
        expect(Date.parse(startedAt)).toBeLessThanOrEqual(Date.parse(endedAt));
        expect(io.progress.told).toContainEqual([number, true]);
      }
      expect(io.progress.told).toContainEqual([run?.number, false]);
      expect(again.progress.instructions.slice(1).map(({ cached }) => cached)).toEqual([true, true]);
    });
  });
}
