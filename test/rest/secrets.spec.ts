import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JobView } from '../../apps/api/rest/jobs/job-view.js';
import { tarOf } from './context.js';
import { dumpPostgres, dumpRedis, formsOf } from './dumps.js';
import { privateRegistry } from './registries.js';
import { engine, type Rest, startRest } from './rest.js';

describe('secrets', () => {
  let rest: Rest;
  let idle: Rest;
  /** What the processes write to their logs. */
  const logged: string[] = [];
  const canaries: string[] = [];

  beforeAll(async () => {
    const log = (line: string) => logged.push(line);
    [rest, idle] = await Promise.all([startRest({ log }), startRest({ log, worker: false })]);
  });
  afterAll(async () => {
    await Promise.all([rest.stop(), idle.stop()]);
  });

  function canary(): string {
    const value = `canary/${randomBytes(12).toString('hex')}+=`;
    canaries.push(value);
    return value;
  }

  function expectClean(where: string, content: string): void {
    for (const form of canaries.flatMap(formsOf)) {
      const at = content.indexOf(form);
      if (at >= 0) throw new Error(`${where} holds ${form}: …${content.slice(Math.max(0, at - 300), at + 300)}…`);
    }
  }

  async function sealed({ runtime }: Rest): Promise<number> {
    return runtime.database.prisma.jobSecret.count();
  }

  it('of a run stay out of everything but its container: marked values in env, cmd and labels, echoed in pieces', async () => {
    const [one, two] = [canary(), canary()];
    const half = one.length / 2;
    const line = `printf %s '${one.slice(0, half)}'; sleep 0.3; printf '%s\\n' '${one.slice(half)}'; echo "$TOKEN and $PLAIN" >&2; echo '${two}'; [ "$TOKEN" = '${one}' ] && [ "$OTHER" = '${two}' ] && exit 5`;
    const job = await rest.sh(line, {
      env: { TOKEN: one, OTHER: two, PLAIN: 'shown' },
      secretEnv: ['TOKEN', 'OTHER'],
      labels: { key: `begin ${two} end` },
      rm: false,
    });
    expect(job).toMatchObject({
      status: 5,
      env: { TOKEN: expect.stringMatching(/^secret:[\w-]{22}$/), PLAIN: 'shown' },
      args: { labels: { key: expect.stringMatching(/^begin secret:[\w-]{22} end$/) } },
    });
    expect((await rest.output(job.id, '?stream=stderr')).toString()).toBe('*** and shown\n');
    expect((await rest.output(job.id, '?stream=stdout')).toString()).toBe('***\n***\n');
    const found = await engine.getContainer(String(job.result?.['container'])).inspect();
    expect(found.Config.Env).toEqual(expect.arrayContaining([`TOKEN=${one}`, `OTHER=${two}`]));
    expect(found.Config.Labels['key']).toBe(`begin ${two} end`);
  });

  it('of an exec are masked on both streams, and in what it says of its failure', async () => {
    const value = canary();
    const { id } = await rest.sleeper();
    const job = await rest.post(`/v1/containers/${id}/exec`, {
      cmd: ['sh', '-c', 'echo "$KEY"; echo "bad $KEY" >&2; exit 3'],
      env: { KEY: value },
      secretEnv: ['KEY'],
    });
    expect(job).toMatchObject({ status: 3, lastError: 'bad ***' });
    expect((await rest.output(job.id)).toString()).toContain('***');
  });

  for (const builder of ['classic', 'buildkit']) {
    it(`of a build with the ${builder} builder: its argument is used, and shown as ***`, async () => {
      const value = canary();
      const tag = `${rest.name(`secret-${builder}`)}:1`;
      const context = await tarOf({
        Dockerfile: 'FROM busybox\nARG KEY\nRUN echo "key $KEY"; echo -n "$KEY" | wc -c > /length\n',
      });
      const { body } = await rest
        .as()
        .post(`/v1/builds?tag=${tag}&builder=${builder}&secretArg=KEY&arg=${encodeURIComponent(`KEY=${value}`)}`)
        .set('prefer', 'wait=60')
        .set('content-type', 'application/x-tar')
        .send(context);
      expect(body).toMatchObject({ status: 0, args: { args: { KEY: expect.stringMatching(/^secret:/) } } });
      expect((await rest.output(body.id)).toString()).toContain('key ***');
      const length = await rest.post('/v1/containers', { image: tag, cmd: ['cat', '/length'], rm: true });
      expect((await rest.output(length.id)).toString().trim()).toBe(String(value.length));
    });
  }

  it('for a registry, right or wrong, are kept out', async () => {
    const { address, credentials } = privateRegistry();
    canaries.push(credentials.password);
    const target = `${address}/${rest.name('secret')}:1`;
    await rest.post('/v1/images/tag', { image: 'busybox', target });
    expect(await rest.post('/v1/images/push', { image: target, credentials })).toMatchObject({ status: 0 });
    const wrong = { username: credentials.username, password: canary() };
    expect(await rest.post('/v1/images/push', { image: target, credentials: wrong })).toMatchObject({ status: 125 });
    expect(await rest.post('/v1/images/pull', { image: target, credentials: wrong })).toMatchObject({ status: 125 });
  });

  it('of a job that fails, times out or cannot be started leave with it', async () => {
    const value = canary();
    const secret = { env: { KEY: value }, secretEnv: ['KEY'] };
    expect(
      await rest.sh(`echo ${value}; exec sleep 600`, {
        ...secret,
        init: true,
        limits: { seconds: 1, graceSeconds: 0 },
      }),
    ).toMatchObject({ status: 124 });
    expect(await rest.post('/v1/containers', { image: 'busybox', cmd: [value], ...secret })).toMatchObject({
      status: 127,
      error: { message: expect.stringContaining('***') },
    });
    expect(
      await rest.post('/v1/containers', { image: 'busybox', user: value, cmd: ['true'], ...secret }),
    ).toMatchObject({ status: expect.any(Number), error: { message: expect.stringContaining('***') } });
  });

  it('of a command that is refused are not recorded with its refusal', async () => {
    const value = canary();
    const secret = { env: { KEY: value }, secretEnv: ['KEY'] };
    const builder = await rest.tokenWith(['build', 'read']);
    const refusals = [
      { status: 400, body: { image: `x${value}`, ...secret } },
      { status: 404, body: { image: 'busybox', network: value, ...secret } },
      { status: 404, body: { image: 'busybox', network: `container:${value}`, ...secret } },
      { status: 404, body: { image: 'busybox', host: value, ...secret } },
      { status: 400, body: { image: 'busybox', name: value, ...secret } },
      { status: 400, body: { image: 'busybox', restart: value, ...secret } },
      { status: 400, body: { image: 'busybox', cmd: [`${value}\0`], ...secret } },
      {
        status: 413,
        body: {
          image: 'busybox',
          cmd: Array.from({ length: 250 }, () => value.slice(0, 12).repeat(250)),
          env: { KEY: value, SHORT: value.slice(0, 12) },
          secretEnv: ['KEY', 'SHORT'],
        },
      },
    ];
    for (const { status, body } of refusals) {
      const response = await rest.as().post('/v1/containers').send(body);
      expect([JSON.stringify(body).slice(0, 60), response.status]).toEqual([JSON.stringify(body).slice(0, 60), status]);
      expectClean('an answer', JSON.stringify(response.body));
      if (status === 413) expect(response.body.code).toBe('event-too-large');
    }
    expect(await sealed(rest)).toBe(0);
    expect(
      (
        await rest
          .as(builder)
          .post('/v1/containers')
          .send({ image: 'busybox', ...secret })
      ).status,
    ).toBe(403);
    const path = await rest.as().delete(`/v1/nothing?arg=${encodeURIComponent(value)}`);
    expectClean('an answer', JSON.stringify(path.body));
  });

  it('of a queued job lie sealed, and are dropped when it is killed', async () => {
    const value = canary();
    const { body } = await idle
      .as()
      .post('/v1/containers')
      .send({ image: 'busybox', cmd: ['echo', value], env: { KEY: value }, secretEnv: ['KEY'] });
    expect(await sealed(idle)).toBe(1);
    expectClean('Postgres', await dumpPostgres(idle.settings.databaseUrl));
    await idle.as().post(`/v1/jobs/${body.id}/signal`).send({ signal: 'TERM' }).expect(202);
    expect(await sealed(idle)).toBe(0);
  });

  it('of a command that the log does not take are dropped, also when nobody knows at once', async () => {
    const value = canary();
    const { id: job } = await post(idle, value);
    await idle.runtime.database.prisma.jobSecret.create({
      data: { job: '0192f0c1-2345-7abc-8def-0123456789ab', seq: 0, sealed: Buffer.from('x') },
    });
    await idle.runtime.engine.dropStaleSecrets();
    expect(await sealed(idle)).toBe(2);
    await idle.runtime.engine.dropStaleSecrets();
    expect(await idle.runtime.database.prisma.jobSecret.findMany({ select: { job: true } })).toEqual([{ job }]);
    await idle.as().post(`/v1/jobs/${job}/signal`).send({ signal: 'KILL' }).expect(202);
  });

  it('that are gone or sealed with another key end their job with a reason, before it acts', async () => {
    const lost = await post(idle, canary());
    await idle.runtime.database.prisma.jobSecret.deleteMany();
    await idle.runtime.engine.run(lost.id);
    expect(await idle.job(lost.id)).toMatchObject({ state: 'exited', status: 125, error: { code: 'secrets-lost' } });
    const unreadable = await post(idle, canary());
    await idle.runtime.database.prisma.jobSecret.updateMany({ data: { sealed: randomBytes(60) } });
    await idle.runtime.engine.run(unreadable.id);
    expect(await idle.job(unreadable.id)).toMatchObject({
      state: 'exited',
      status: 125,
      error: { code: 'secret-unreadable' },
    });
    expect(await sealed(idle)).toBe(0);
  });

  it('stand in no table, no key of Redis and no log of the process, in no form; fingerprints do', async () => {
    expect(canaries.length).toBeGreaterThan(8);
    for (const stack of [rest, idle]) {
      await expect.poll(() => sealed(stack), { timeout: 5_000 }).toBe(0);
      const postgres = await dumpPostgres(stack.settings.databaseUrl);
      expectClean('Postgres', postgres);
      expect(postgres).toMatch(/secret:[\w-]{22}/);
      const redis = await dumpRedis(stack.settings);
      if (stack === rest) expect(redis).toContain(stack.settings.queuePrefix);
      expectClean('Redis', redis);
    }
    expect(logged).not.toEqual([]);
    expectClean('the log', logged.join('\n'));
  });

  async function post(stack: Rest, value: string): Promise<JobView> {
    const { body } = await stack
      .as()
      .post('/v1/containers')
      .send({ image: 'busybox', cmd: ['true'], env: { KEY: value }, secretEnv: ['KEY'] })
      .expect(202);
    return body as JobView;
  }
});
