import { buildContext } from '#testing/contracts';
import { EngineOnFakes } from '#testing/fakes';
import { beforeEach, describe, expect, it } from 'vitest';

let on: EngineOnFakes;
beforeEach(() => {
  on = new EngineOnFakes();
});

async function submit(tags: readonly string[], dockerfile = 'FROM busybox\nRUN echo hello\n') {
  const stdin = await on.parts.blobs.put(buildContext({ Dockerfile: dockerfile }));
  return { ...(await on.submit('build', { tags }, { stdin })), digest: stdin.digest };
}

const imageOf = (ref: string) => on.host.graph.inspectImage(ref);
const reservation = (id: string) => `longshore.local/job:${id}`;

/** Builds as a worker has done that then died; `tags` are those it came to set. */
async function builtBefore(id: string, digest: string, tags: readonly string[]): Promise<string> {
  await on.diedWith(id, {});
  const { image } = await on.host.graph.buildImage(
    {
      context: on.parts.blobs.get(digest),
      builder: 'classic',
      dockerfile: 'Dockerfile',
      tags,
      args: {},
      labels: {},
      noCache: false,
      pull: false,
    },
    { output: { write: async () => {} }, signal: new AbortController().signal },
  );
  return image;
}

describe('build', () => {
  it('builds the context on stdin and sets its tags, and no other stays', async () => {
    const { id, digest } = await submit(['app:1', 'app:2']);

    const { exit } = await on.run(id);

    const image = await imageOf('app:1');
    expect(exit).toMatchObject({
      status: 0,
      result: { image: image?.id, tags: ['app:1', 'app:2'], contextDigest: digest },
    });
    expect(image?.tags).toEqual(['app:1', 'app:2']);
    expect(await on.output(id)).toContain('hello\n');
  });

  it('may go without a tag', async () => {
    const { exit } = await on.run((await submit([])).id);
    expect(await imageOf(String(exit?.result?.['image']))).toMatchObject({ tags: [] });
  });

  it('fails with the host’s words when an instruction does', async () => {
    const { exit } = await on.run((await submit(['app:1'], 'FROM busybox\nRUN exit 3\n')).id);

    expect(exit).toMatchObject({
      status: 125,
      error: { code: 'host-refused', message: expect.stringContaining('non-zero code: 3') },
    });
    expect(await imageOf('app:1')).toBeUndefined();
  });
});

describe('build after a worker died', () => {
  it('before the image was built builds it, and says that it does so again', async () => {
    const { id } = await submit(['app:1']);
    await on.diedWith(id, {});

    expect((await on.run(id)).exit).toMatchObject({ status: 0 });
    expect((await imageOf('app:1'))?.tags).toEqual(['app:1']);
    expect(await on.output(id, 'stderr')).toContain('building again');
  });

  it('after it was built takes that image, and sets the tags that are missing', async () => {
    const { id, digest } = await submit(['app:1', 'app:2']);
    const image = await builtBefore(id, digest, ['app:1', reservation(id)]);

    expect((await on.run(id)).exit).toMatchObject({ status: 0, result: { image } });
    expect((await imageOf(image))?.tags.toSorted()).toEqual(['app:1', 'app:2']);
    expect(await on.output(id)).toBe('');
  });

  it('of an image without tags builds again, to the same image', async () => {
    const { id, digest } = await submit([]);
    const image = await builtBefore(id, digest, []);

    expect((await on.run(id)).exit).toMatchObject({ status: 0, result: { image } });
  });
});
