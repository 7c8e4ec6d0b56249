import type { Explanation, Finding } from '#domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tarOf } from './context.js';
import { type Rest, startRest } from './rest.js';

type Answer = Explanation & { readonly findings: readonly Finding[]; readonly bases: unknown };

const nginx = 'ARG TAG=1\nFROM nginx:$TAG\nCOPY secret /\nENTRYPOINT ["nginx", "-c"]\nCMD ["/etc/nginx/nginx.conf"]\n';

describe('POST /v1/dockerfiles/explain', () => {
  let rest: Rest;
  beforeAll(async () => {
    rest = await startRest({ worker: false });
  });
  afterAll(() => rest.stop());

  async function explain(body: object, token?: string) {
    const answer = await rest.as(token).post('/v1/dockerfiles/explain').send(body);
    return {
      status: answer.status,
      body: answer.body as Answer & { readonly code?: string; readonly detail?: string },
    };
  }

  it('tells who may read what a Dockerfile does, what runs and what is wrong, and records nothing', async () => {
    const before = await rest.jobs();
    const run = { args: ['/etc/nginx/new.conf'] };
    const given = { dockerfile: nginx, buildArgs: { TAG: '2' }, run, dockerignore: 'secret\n' };
    const { status, body } = await explain(given, await rest.tokenWith(['read']));
    expect(status).toBe(200);
    expect(body).toMatchObject({
      bases: { images: ['nginx:2'], unknown: [] },
      runs: { line: 'nginx -c /etc/nginx/new.conf', notes: [] },
      target: 0,
    });
    expect(body.instructions.map(({ instruction }) => instruction)).toEqual([
      'ARG',
      'FROM',
      'COPY',
      'ENTRYPOINT',
      'CMD',
    ]);
    expect(body.findings).toEqual([
      expect.objectContaining({ check: 'CopyIgnoredFile', severity: 'warning', origin: 'buildkit', line: 3 }),
    ]);
    expect(await rest.jobs()).toEqual(before);
  });

  it('tells what is wrong with one that cannot be built, too', async () => {
    const { status, body } = await explain({ dockerfile: 'CMD ["a"，"b"]\n', target: 'x' });
    expect(status).toBe(200);
    expect(body.findings.map(({ check, line }) => [check, line])).toEqual([
      ['FromNotFirst', 1],
      ['ExecFormNotJson', 1],
    ]);
    expect(body).toMatchObject({ target: null, image: null, runs: null });
  });

  it.each<readonly [what: string, body: object, status: number, code: string, detail: RegExp]>([
    ['no Dockerfile', {}, 400, 'args-invalid', /dockerfile/],
    ['an unknown field', { dockerfile: nginx, args: {} }, 400, 'args-invalid', /args/],
    ['more than 1 MiB', { dockerfile: '#'.repeat(1_100_000) }, 413, 'body-too-large', /1 MiB/],
    ['a pattern that is none', { dockerfile: nginx, dockerignore: 'a\n[' }, 400, 'dockerignore-invalid', /"\["/],
  ])('refuses %s', async (_, sent, status, code, detail) => {
    expect(await explain(sent)).toMatchObject({ status, body: { code, detail: expect.stringMatching(detail) } });
  });

  it('is what a build is refused for before it is queued, for its arguments and target', async () => {
    const build = async (query: string) => {
      const context = await tarOf({ Dockerfile: 'ARG BASE\nFROM $BASE AS one\nMAINTAINER me\n' });
      return (await rest.as().post(`/v1/builds?${query}`).set('content-type', 'application/x-tar').send(context)).body;
    };
    expect(await build('')).toMatchObject({
      status: 400,
      code: 'dockerfile-invalid',
      detail: expect.stringMatching(/line 2:.*Give the build argument BASE/),
    });
    expect(await build('arg=BASE=busybox&target=two')).toMatchObject({
      status: 400,
      detail: expect.stringContaining('there is no stage two; there are: one'),
    });
    const { state, warnings } = await build('arg=BASE=busybox&arg=OTHER=x');
    expect(state).toBe('queued');
    expect(warnings.map((warning: string) => /\((\w+)\)$/.exec(warning)?.[1])).toEqual([
      'UnconsumedBuildArg',
      'InvalidDefaultArgInFrom',
      'MaintainerDeprecated',
    ]);
  });
});
