import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JobView } from '../../apps/api/rest/jobs/job-view.js';
import { tarOf } from './context.js';
import { engine, type Rest, startRest } from './rest.js';

const dockerfile = [
  'FROM busybox',
  'ARG WHO=nobody',
  'ENV GREETING=hello',
  'WORKDIR /app',
  'COPY hello.sh .',
  'RUN echo "built for $WHO" > made && chmod +x hello.sh',
  'EXPOSE 8080',
  'ENTRYPOINT ["sh"]',
  'CMD ["./hello.sh"]',
].join('\n');

const files = { Dockerfile: dockerfile, 'hello.sh': 'echo "$GREETING from $(pwd)"; cat made\n' };

describe('POST /v1/builds', () => {
  let rest: Rest;
  const dangling: string[] = [];
  beforeAll(async () => {
    rest = await startRest();
  });
  afterAll(async () => {
    await rest.stop();
    for (const image of dangling) await engine.getImage(image).remove({ force: true });
  });

  async function build(query: string, context: Uint8Array): Promise<JobView> {
    const response = await rest
      .as()
      .post(`/v1/builds?${query}`)
      .set('prefer', 'wait=60')
      .set('content-type', 'application/x-tar')
      .send(Buffer.from(context));
    if (response.status !== 200) throw new Error(JSON.stringify(response.body));
    return response.body as JobView;
  }

  for (const builder of ['classic', 'buildkit']) {
    it(`makes with the ${builder} builder what the Dockerfile says, and tells the id that the engine gives the image`, async () => {
      const tag = `${rest.name(builder)}:1`;
      const job = await build(
        `tag=${tag}&tag=${rest.name(builder)}:two&arg=WHO=${builder}&label=team=sea&builder=${builder}`,
        await tarOf(files),
      );
      expect(job).toMatchObject({ name: 'build', status: 0, stdin: { digest: job.result?.['contextDigest'] } });
      const image = await engine.getImage(tag).inspect();
      expect(job.result).toMatchObject({ image: image.Id, tags: [tag, `${rest.name(builder)}:two`] });
      expect((await engine.getImage(`${rest.name(builder)}:two`).inspect()).Id).toBe(image.Id);
      expect(image.RepoTags).toHaveLength(2);
      expect(image.Config).toMatchObject({
        WorkingDir: '/app',
        Entrypoint: ['sh'],
        Cmd: ['./hello.sh'],
        Labels: { team: 'sea' },
      });
      expect(image.Config.Env).toContain('GREETING=hello');
      expect(Object.keys(image.Config.ExposedPorts)).toEqual(['8080/tcp']);
      expect((await rest.output(job.id)).toString()).toContain('RUN echo "built for');
      const run = await rest.post('/v1/containers', { image: tag, rm: true });
      expect((await rest.output(run.id, '?stream=stdout')).toString()).toBe(`hello from /app\nbuilt for ${builder}\n`);
    });
  }

  it('takes a gzipped context, a Dockerfile by its path and a stage to stop at', async () => {
    const tag = `${rest.name('stage')}:1`;
    const stages = 'FROM busybox AS first\nRUN echo one > /stage\nFROM first AS second\nRUN echo two > /stage\n';
    const context = gzipSync(await tarOf({ './docker/app.dockerfile': stages }));
    const job = await build(`tag=${tag}&dockerfile=docker/app.dockerfile&target=first`, context);
    expect(job).toMatchObject({ status: 0, args: { target: 'first', dockerfile: 'docker/app.dockerfile' } });
    const run = await rest.post('/v1/containers', { image: tag, cmd: ['cat', '/stage'], rm: true });
    expect((await rest.output(run.id)).toString()).toBe('one\n');
  });

  it('makes an image without a name when no tag is given', async () => {
    const job = await build('', await tarOf({ Dockerfile: `FROM busybox\nLABEL only=${rest.name('dangling')}\n` }));
    const image = String(job.result?.['image']);
    dangling.push(image);
    expect(job.result).toMatchObject({ tags: [] });
    expect(await engine.getImage(image).inspect()).toMatchObject({ Id: image, RepoTags: [] });
  });

  it('ends a build of which a step fails with 125, the reason and the output of the step', async () => {
    const tag = `${rest.name('fails')}:1`;
    const job = await build(`tag=${tag}`, await tarOf({ Dockerfile: 'FROM busybox\nRUN echo so far; exit 3\n' }));
    expect(job).toMatchObject({
      state: 'exited',
      status: 125,
      error: { code: 'host-refused', message: expect.stringContaining('returned a non-zero code: 3') },
    });
    expect((await rest.output(job.id)).toString()).toContain('so far');
    await expect(engine.getImage(tag).inspect()).rejects.toMatchObject({ statusCode: 404 });
  });

  it('stops a build that gets TERM: status 143, and no image', async () => {
    const tag = `${rest.name('stopped')}:1`;
    const { body } = await rest
      .as()
      .post(`/v1/builds?tag=${tag}`)
      .set('content-type', 'application/x-tar')
      .send(await tarOf({ Dockerfile: 'FROM busybox\nRUN echo begun; sleep 300\n' }));
    await expect.poll(async () => (await rest.output(body.id)).toString(), { timeout: 20_000 }).toContain('begun\n');
    await rest.as().post(`/v1/jobs/${body.id}/signal`).send({ signal: 'SIGTERM' }).expect(202);
    await expect
      .poll(() => rest.job(body.id), { timeout: 10_000 })
      .toMatchObject({ state: 'exited', status: 143, signal: 'TERM' });
    await expect(engine.getImage(tag).inspect()).rejects.toMatchObject({ statusCode: 404 });
  });
});
