import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engine, type Rest, startRest } from './rest.js';

describe('/v1/volumes', () => {
  let rest: Rest;
  beforeAll(async () => {
    rest = await startRest();
  });
  afterAll(() => rest.stop());

  it('makes a volume, which keeps what a container wrote for the next one, and removes it', async () => {
    const name = rest.name('data');
    const created = await rest.post('/v1/volumes', { name, labels: { team: 'sea' } });
    expect(created).toMatchObject({ name: 'volume.create', status: 0, result: { volume: name, existed: false } });
    expect((await engine.getVolume(name).inspect()).Labels).toMatchObject({
      team: 'sea',
      'io.longshore.job': created.id,
    });
    await rest.sh('echo kept > /data/file', { volumes: [`${name}:/data`] });
    const read = await rest.sh('cat /data/file; touch /data/more', { volumes: [`${name}:/data:ro`] });
    expect((await rest.output(read.id, '?stream=stdout')).toString()).toBe('kept\n');
    expect(read).toMatchObject({ status: 1, lastError: expect.stringContaining('Read-only') });
    const { body } = await rest.as().get('/v1/volumes');
    expect(body.items).toContainEqual(expect.objectContaining({ name }));
    expect(await rest.remove(`/v1/volumes/${name}`)).toMatchObject({
      name: 'volume.rm',
      status: 0,
      result: { volume: name },
    });
    await expect(engine.getVolume(name).inspect()).rejects.toMatchObject({ statusCode: 404 });
  });

  it('makes up a name when none is given, with no body at all', async () => {
    const { body, status } = await rest.as().post('/v1/volumes').set('prefer', 'wait=20');
    expect(status).toBe(200);
    expect(body.result.volume).toMatch(/^volume-[0-9a-f]{12}$/);
    expect((await engine.getVolume(body.result.volume).inspect()).Name).toBe(body.result.volume);
  });

  it('refuses a name that is taken, and the removal of what is not there', async () => {
    const name = rest.name('taken');
    await rest.post('/v1/volumes', { name });
    expect(await rest.as().post('/v1/volumes').send({ name })).toMatchObject({
      status: 409,
      body: { code: 'name-taken' },
    });
    expect(await rest.as().delete(`/v1/volumes/${rest.name('nothing')}`)).toMatchObject({
      status: 404,
      body: { code: 'volume-not-found' },
    });
  });

  it("ends the removal of a volume in use with 125 and the host's reason", async () => {
    const name = rest.name('used');
    const { id } = await rest.sleeper({ volumes: [`${name}:/data`] });
    const removal = await rest.remove(`/v1/volumes/${name}`);
    expect(removal).toMatchObject({ status: 125, error: { message: expect.stringContaining('volume is in use') } });
    await rest.remove(`/v1/containers/${id}?force=true`);
    expect(await rest.remove(`/v1/volumes/${name}`)).toMatchObject({ status: 0 });
  });
});
