import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JobView } from '../../apps/api/rest/jobs/job-view.js';
import { tarOf } from './context.js';
import { engine, type Rest, startRest } from './rest.js';

describe.each(['classic', 'buildkit'])('an image built twice with one tag, by the %s builder', (builder) => {
  let rest: Rest;
  let tag: string;
  let first: JobView;
  let second: JobView;
  let nameless: JobView;
  const imageOf = ({ result }: JobView) => String(result?.['image']);

  beforeAll(async () => {
    rest = await startRest();
    tag = `${rest.name('dangling')}:1`;
    const alice = await rest.tokenWith(['build'], 'alice');
    const bob = await rest.tokenWith(['build', 'run'], 'bob');
    first = await build(alice, `tag=${tag}`, 'first');
    second = await build(bob, `tag=${tag}`, 'second');
    nameless = await build(bob, '', 'nameless');
    await rest
      .as(bob)
      .post('/v1/containers')
      .set('prefer', 'wait=60')
      .send({ image: tag, cmd: ['true'], rm: true });
  });
  afterAll(async () => {
    await rest.stop();
    for (const job of [first, nameless]) await engine.getImage(imageOf(job)).remove({ force: true });
  });

  async function build(token: string, query: string, text: string): Promise<JobView> {
    const files = {
      Dockerfile: `FROM busybox\nCOPY file /\nRUN cat file > copy\nCMD ["true"]`,
      file: `${rest.name(text)}\n`,
    };
    const { body } = await rest
      .as(token)
      .post(`/v1/builds?${query}&builder=${builder}`)
      .set('prefer', 'wait=60')
      .set('content-type', 'application/x-tar')
      .send(await tarOf(files));
    return body as JobView;
  }

  const image = async (ref: string, query = '') => (await rest.as().get(`/v1/images/${ref}${query}`).expect(200)).body;

  it('tells of the first that the second build took its name, and whose that was', async () => {
    const told = await image(imageOf(first));
    expect(told).toMatchObject({
      tags: [],
      state: 'dangling',
      dangling: {
        reason: 'moved',
        previouslyTaggedAs: [tag],
        movedTo: imageOf(second),
        by: { cause: { by: 'job', job: second.id, name: 'build' }, actor: { name: 'bob' } },
      },
      origin: {
        job: { id: first.id, name: 'build', actor: 'alice' },
        contextDigest: first.stdin?.digest,
        base: { names: expect.arrayContaining(['busybox:latest']), known: 'layers' },
      },
      lastUsed: null,
    });
    expect(await image(imageOf(first), `?at=${told.dangling.by.position - 1}`)).toMatchObject({
      tags: [tag],
      state: 'tagged',
    });
  });

  it('tells of an image that was built without a tag that it was that', async () => {
    expect(await image(imageOf(nameless))).toMatchObject({
      state: 'dangling',
      dangling: { reason: 'never-named', previouslyTaggedAs: [], by: { cause: { job: nameless.id } } },
    });
  });

  it('tells of the second who used it, and of its layers what the engine says', async () => {
    const told = await image(tag);
    expect(told).toMatchObject({
      id: imageOf(second),
      tags: [tag],
      dangling: null,
      lastUsed: { state: 'removed', by: { actor: { name: 'bob' }, cause: { by: 'job', name: 'run' } } },
    });
    const { RootFS, Size } = await engine.getImage(tag).inspect();
    expect(told.layers.map(({ diffId }: { readonly diffId: string }) => diffId)).toEqual(RootFS.Layers);
    expect(told.sharedBytes + told.uniqueBytes).toBe(Size);
    expect(told.layers.at(-1)).toMatchObject({ instruction: expect.stringContaining('cat file > copy'), others: 0 });
  });

  it('lists the dangling ones as the engine does', async () => {
    const { body } = await rest.as().get('/v1/images?dangling=true&limit=1000').expect(200);
    const listed = new Set(body.items.map(({ id }: { readonly id: string }) => id));
    for (const job of [first, nameless]) expect(listed).toContain(imageOf(job));
    expect(listed).not.toContain(imageOf(second));
  });

  it('tells whose the name was, one after the other', async () => {
    const [repository] = tag.split(':');
    const { body } = await rest.as().get(`/v1/repositories/${repository}/tags/1/history`).expect(200);
    expect(body.items).toMatchObject([
      { image: imageOf(second), from: { actor: { name: 'bob' } }, until: null },
      { image: imageOf(first), from: { actor: { name: 'alice' } }, until: { actor: { name: 'bob' } } },
    ]);
  });

  it('is found from the base upward, and finds the base downward', async () => {
    const { Id } = await engine.getImage('busybox').inspect();
    const around = async (node: string, direction: string) => {
      const { body } = await rest.as().get(`/v1/graph?node=${node}&direction=${direction}`).expect(200);
      return body.nodes.map(({ id }: { readonly id: string }) => id);
    };
    expect(await around('busybox', 'up')).toEqual(
      expect.arrayContaining([Id, imageOf(first), imageOf(second), imageOf(nameless), tag]),
    );
    expect(await around(tag, 'down')).toEqual(expect.arrayContaining([Id, imageOf(second)]));
    expect(await around(tag, 'down')).not.toContain(imageOf(first));
  });
});
