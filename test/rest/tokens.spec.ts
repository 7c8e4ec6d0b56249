import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tarOf } from './context.js';
import { engine, type Rest, startRest } from './rest.js';

/** A route of each right. */
const routes = {
  build: '/v1/builds',
  run: '/v1/containers',
  network: '/v1/networks',
  image: '/v1/images/pull',
} as const;

describe('/v1/tokens', () => {
  let rest: Rest;
  beforeAll(async () => {
    rest = await startRest({ worker: false });
  });
  afterAll(() => rest.stop());

  it('makes a token of 256 bits, told once, of which the log has the hash alone', async () => {
    const { body, status } = await rest
      .as()
      .post('/v1/tokens')
      .send({ name: 'ann', rights: ['run'] });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      name: 'ann',
      rights: ['run'],
      state: 'valid',
      createdBy: 'admin',
      expiresAt: null,
      revokedAt: null,
    });
    expect(body.secret).toMatch(/^lsh_[\w-]{43}$/);
    expect(Buffer.from(body.secret.slice(4), 'base64url')).toHaveLength(32);
    const log = JSON.stringify((await rest.as().get('/v1/events?type=TokenCreated')).body);
    expect(log).toContain(createHash('sha256').update(body.secret).digest('hex'));
    expect(log).not.toContain(body.secret.slice(4));
    const list = await rest.as().get('/v1/tokens').expect(200);
    expect(list.body.items).toContainEqual(expect.objectContaining({ id: body.id, name: 'ann', state: 'valid' }));
    expect(JSON.stringify(list.body)).not.toMatch(/hash|secret/);
    const job = await rest.as(body.secret).post('/v1/volumes').expect(202);
    expect(job.body).toMatchObject({ actor: 'ann', token: body.id });
  });

  it('refuses a name that a valid token has', async () => {
    await rest.tokenWith(['read'], 'bob');
    const again = await rest
      .as()
      .post('/v1/tokens')
      .send({ name: 'bob', rights: ['run'] });
    expect(again).toMatchObject({ status: 409, body: { code: 'token-name-taken' } });
  });

  it('gives one of two that ask for a name at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 5 }, () =>
        rest
          .as()
          .post('/v1/tokens')
          .send({ name: 'twin', rights: ['read'] }),
      ),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409, 409]);
  });

  it('revokes a token at once, and for ever', async () => {
    const { body } = await rest
      .as()
      .post('/v1/tokens')
      .send({ name: 'cat', rights: ['run'] });
    await rest.as(body.secret).get('/v1/jobs').expect(200);
    await rest.as().delete(`/v1/tokens/${body.id}`).expect(200);
    const turned = await rest.as(body.secret).get('/v1/jobs');
    expect(turned).toMatchObject({ status: 401, body: { detail: expect.stringContaining('revoked') } });
    expect((await rest.as(body.secret).post('/v1/containers').send({})).status).toBe(401);
    expect(await rest.jobs('?actor=cat&state=refused')).toMatchObject([
      { name: 'run', error: { code: 'token-required' } },
    ]);
    expect((await rest.as().delete(`/v1/tokens/${body.id}`)).body).toMatchObject({ state: 'revoked' });
    await rest.tokenWith(['read'], 'cat');
    expect((await rest.as().delete('/v1/tokens/nobody')).body).toMatchObject({ status: 404, code: 'token-not-found' });
  });

  it('turns a token away once it has expired, and refuses one that would be born so', async () => {
    const expiresAt = new Date(Date.now() + 2_000).toISOString();
    const { body } = await rest
      .as()
      .post('/v1/tokens')
      .send({ name: 'dan', rights: ['run'], expiresAt });
    await rest.as(body.secret).get('/v1/jobs').expect(200);
    await expect
      .poll(async () => (await rest.as(body.secret).get('/v1/jobs')).body, { timeout: 15_000 })
      .toMatchObject({
        status: 401,
        detail: expect.stringContaining('expired'),
      });
    const past = await rest
      .as()
      .post('/v1/tokens')
      .send({ name: 'eve', rights: ['run'], expiresAt: '2020-01-01T00:00:00Z' });
    expect(past).toMatchObject({ status: 400, body: { code: 'args-invalid' } });
  });

  it('lets each right do its own, and nothing else', async () => {
    for (const right of Object.keys(routes)) {
      const token = await rest.tokenWith([right], `only-${right}`);
      for (const [other, path] of Object.entries(routes)) {
        const { status, body } = await rest.as(token).post(path).send({});
        expect([right, path, status]).toEqual([right, path, other === right ? 400 : 403]);
        if (status === 403)
          expect(body).toMatchObject({ code: 'right-missing', detail: expect.stringContaining(`"${other}"`) });
      }
      await rest.as(token).get('/v1/jobs').expect(200);
    }
    const refused = await rest.jobs('?actor=only-build&state=refused');
    expect(refused.map(({ name, error }) => `${name}: ${error?.code}`)).toEqual(
      expect.arrayContaining(['run: right-missing', 'network.create: right-missing', 'pull: right-missing']),
    );
  });

  it('lets only admins manage tokens, and nobody hand out what he does not hold', async () => {
    const clerk = await rest.tokenWith(['read', 'build', 'run', 'network', 'image', 'host'], 'clerk');
    for (const request of [
      rest.as(clerk).get('/v1/tokens'),
      rest.as(clerk).post('/v1/tokens').send({ name: 'x' }),
      rest.as(clerk).delete('/v1/tokens/x'),
    ]) {
      expect(await request).toMatchObject({
        status: 403,
        body: { code: 'right-missing', detail: expect.stringContaining('"admin"') },
      });
    }
    expect((await rest.jobs('?actor=clerk&state=refused')).map(({ name }) => name)).toEqual([
      'token.revoke',
      'token.create',
    ]);
    const chief = await rest.tokenWith(['admin'], 'chief');
    const host = await rest
      .as(chief)
      .post('/v1/tokens')
      .send({ name: 'x', rights: ['host'] });
    expect(host).toMatchObject({ status: 403, body: { detail: expect.stringContaining('"host"') } });
  });

  it('needs the right host for what gives power over the host, and says which field', async () => {
    const chief = await rest.tokenWith(['admin'], 'bosun');
    const { Id: id } = await engine.getNetwork('host').inspect();
    const asked = [
      { path: '/v1/containers', body: { image: 'busybox', volumes: ['/etc:/etc'] }, field: 'volumes' },
      { path: '/v1/containers', body: { image: 'busybox', network: 'host' }, field: 'network' },
      { path: '/v1/containers/create', body: { image: 'busybox', network: id }, field: 'network' },
      { path: '/v1/volumes', body: { options: { type: 'none', o: 'bind', device: '/' } }, field: 'options' },
    ];
    for (const { path, body, field } of asked) {
      const answer = await rest.as(chief).post(path).send(body);
      expect([path, answer.status, answer.body.code]).toEqual([path, 403, 'right-missing']);
      expect(answer.body.detail).toMatch(new RegExp(`^${field}: .*"host"`));
    }
    for (const network of ['host', id]) {
      const context = await tarOf({ Dockerfile: 'FROM busybox\n' });
      const build = await rest
        .as(chief)
        .post(`/v1/builds?network=${network}`)
        .set('content-type', 'application/x-tar')
        .send(context);
      expect(build).toMatchObject({ status: 403, body: { detail: expect.stringMatching(/^network: .*"host"/) } });
    }
    expect((await rest.jobs('?actor=bosun&state=refused')).map(({ name }) => name)).toEqual([
      'build',
      'build',
      'volume.create',
      'create',
      'run',
      'run',
    ]);
    const captain = await rest.tokenWith(['run', 'host']);
    await rest
      .as(captain)
      .post('/v1/containers')
      .send({ image: 'busybox', volumes: ['/etc:/etc:ro'], network: 'host' })
      .expect(202);
  });

  it('refuses tokens that are badly described', async () => {
    for (const body of [
      {},
      { name: '' },
      { name: 'a b' },
      { name: 'x', rights: [] },
      { name: 'x', rights: ['root'] },
      { name: 'x', expiresAt: 'soon' },
      { name: 'x', admin: true },
    ]) {
      const { status, body: problem } = await rest.as().post('/v1/tokens').send(body);
      expect([JSON.stringify(body), status, problem.code]).toEqual([JSON.stringify(body), 400, 'args-invalid']);
    }
  });
});
