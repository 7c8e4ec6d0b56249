import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engine, type Rest, startRest } from './rest.js';
import { openRegistry, privateRegistry } from './registries.js';

describe('/v1/images', () => {
  let rest: Rest;
  beforeAll(async () => {
    rest = await startRest();
  });
  afterAll(() => rest.stop());

  it('names an image, and takes the name away again', async () => {
    const target = `team/${rest.name('tagged')}:1.0`;
    const { Id } = await engine.getImage('busybox').inspect();
    expect(await rest.post('/v1/images/tag', { image: 'busybox', target })).toMatchObject({
      status: 0,
      result: { image: Id, target },
    });
    const { body } = await rest.as().get('/v1/images');
    expect(body.items).toContainEqual(expect.objectContaining({ id: Id, tags: expect.arrayContaining([target]) }));
    expect(await rest.remove(`/v1/images/${target}`)).toMatchObject({
      name: 'rmi',
      status: 0,
      args: { image: target },
      result: { untagged: [target], deleted: [] },
    });
    await expect(engine.getImage(target).inspect()).rejects.toMatchObject({ statusCode: 404 });
    await engine.getImage('busybox').inspect();
  });

  it('pushes to a registry, removes by a reference with a port and slashes, and pulls it back', async () => {
    const target = `${openRegistry()}/team/${rest.name('pushed')}:1`;
    const { image } = (await rest.post('/v1/images/tag', { image: 'busybox', target })).result as { image: string };
    const pushed = await rest.post('/v1/images/push', { image: target });
    expect(pushed).toMatchObject({
      name: 'push',
      status: 0,
      result: { digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) },
    });
    expect(await rest.remove(`/v1/images/${target}`)).toMatchObject({ status: 0 });
    const pulled = await rest.post('/v1/images/pull', { image: target });
    expect(pulled).toMatchObject({ name: 'pull', status: 0, result: { image, digest: pushed.result?.['digest'] } });
    expect(await rest.remove(`/v1/images/${encodeURIComponent(target)}`)).toMatchObject({ status: 0 });
    const run = await rest.post('/v1/containers', {
      image: target,
      cmd: ['echo', 'pulled'],
      pull: 'missing',
      rm: true,
    });
    expect((await rest.output(run.id, '?stream=stdout')).toString()).toBe('pulled\n');
    await rest.remove(`/v1/images/${target}?force=true`);
  });

  it('pushes to and pulls from a registry that asks for a password', async () => {
    const { address, credentials } = privateRegistry();
    const target = `${address}/${rest.name('private')}:1`;
    await rest.post('/v1/images/tag', { image: 'busybox', target });
    const refused = await rest.post('/v1/images/push', { image: target });
    expect(refused).toMatchObject({
      status: 125,
      error: { message: expect.stringMatching(/no basic auth credentials|unauthorized/) },
    });
    const pushed = await rest.post('/v1/images/push', { image: target, credentials });
    expect(pushed).toMatchObject({
      status: 0,
      args: { credentials: { username: credentials.username, password: expect.stringMatching(/^secret:/) } },
    });
    await rest.remove(`/v1/images/${target}`);
    expect(await rest.post('/v1/images/pull', { image: target })).toMatchObject({ status: 125 });
    expect(await rest.post('/v1/images/pull', { image: target, credentials })).toMatchObject({ status: 0 });
    await rest.remove(`/v1/images/${target}`);
  });

  it('refuses to push or remove what is not there, and to name an image badly', async () => {
    const nothing = `${rest.name('nothing')}:1`;
    expect(await rest.as().post('/v1/images/push').send({ image: nothing })).toMatchObject({
      status: 404,
      body: { code: 'image-not-found' },
    });
    expect(await rest.as().delete(`/v1/images/${nothing}`)).toMatchObject({
      status: 404,
      body: { code: 'image-not-found' },
    });
    const bad = await rest.as().post('/v1/images/tag').send({ image: 'busybox', target: 'Upper/Case:1' });
    expect(bad).toMatchObject({
      status: 400,
      body: { code: 'args-invalid', detail: expect.stringContaining('in lower case') },
    });
  });

  it('ends a pull of what no registry has with 125 and the reason', async () => {
    const pulled = await rest.post('/v1/images/pull', { image: `${openRegistry()}/${rest.name('nowhere')}:1` });
    expect(pulled).toMatchObject({
      status: 125,
      error: { message: expect.stringMatching(/not found|manifest unknown/) },
    });
  });
});
