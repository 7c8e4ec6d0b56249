import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tarOf } from '../rest/context.js';
import { engine, type Rest, startRest } from '../rest/rest.js';

describe('dangling images', () => {
  let rest: Rest;
  let alice: string;
  beforeAll(async () => {
    rest = await startRest();
    alice = await rest.tokenWith(['build'], rest.name('alice'));
  });
  afterAll(() => rest.stop());

  async function build(line: string, query: string): Promise<{ readonly job: string; readonly image: string }> {
    const { body } = await rest
      .as(alice)
      .post(`/v1/builds?label=chapter=${rest.name('dangling')}${query}`)
      .set('prefer', 'wait=60')
      .set('content-type', 'application/x-tar')
      .send(await tarOf({ Dockerfile: `FROM busybox\nRUN echo ${line} ${rest.name('line')} >/line\n` }));
    return { job: String(body.id), image: String(body.result.image) };
  }

  const image = async (ref: string) => (await rest.as().get(`/v1/images/${ref}`).expect(200)).body;

  it('are left behind by the next build of the same tag, and say who took their name, when, and with what', async () => {
    const tag = `${rest.name('app')}:1`;
    const first = await build('one', `&tag=${tag}`);
    expect(await image(tag)).toMatchObject({ id: first.image, state: 'tagged', dangling: null });
    const second = await build('two', `&tag=${tag}`);

    const left = await image(first.image);
    expect(left).toMatchObject({
      tags: [],
      state: 'dangling',
      dangling: { reason: 'moved', previouslyTaggedAs: [tag], movedTo: second.image },
    });
    expect(left.dangling.by).toMatchObject({
      actor: { name: rest.name('alice') },
      cause: { by: 'job', job: second.job, name: 'build' },
    });
    expect(left.origin.created.cause).toMatchObject({ job: first.job });
    const { body } = await rest
      .as()
      .get(`/v1/repositories/${rest.name('app')}/tags/1/history`)
      .expect(200);
    expect(body.items.map((item: { readonly image: string }) => item.image)).toEqual([second.image, first.image]);
    // As of then, the name was still its own.
    expect((await rest.as().get(`/v1/images/${tag}?at=${left.dangling.by.position - 1}`)).body.id).toBe(first.image);
  });

  it('are made by a build without a tag, too', async () => {
    const { image: id } = await build('untagged', '');
    expect(await image(id)).toMatchObject({
      state: 'dangling',
      dangling: { reason: 'never-named', previouslyTaggedAs: [] },
    });
  });

  it('are removed by plan: exactly those that were listed', async () => {
    const tag = `${rest.name('plan')}:1`;
    const [first, second] = [await build('three', `&tag=${tag}`), await build('four', `&tag=${tag}`)];
    const { body: plan } = await rest
      .as()
      .post('/v1/images/prune-plan')
      .send({ labels: [`chapter=${rest.name('dangling')}`] })
      .expect(201);
    const listed = plan.items.map(({ id }: { readonly id: string }) => id);
    expect(listed).toContain(first.image);
    expect(listed).not.toContain(second.image);

    const job = await rest.post(`/v1/prune-plans/${plan.id}/apply`);
    expect(job.status).toBe(0);
    await expect(engine.getImage(first.image).inspect()).rejects.toMatchObject({ statusCode: 404 });
    expect((await engine.getImage(tag).inspect()).Id).toBe(second.image);
    await rest.as().get(`/v1/images/${first.image}`).expect(404);
  });
});
