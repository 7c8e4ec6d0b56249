import type { Explanation } from '#domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tarOf } from '../rest/context.js';
import { engine, type Rest, startRest } from '../rest/rest.js';

/** What is given to a run, by the stage that it is a run of. */
const stages = `FROM busybox AS base
FROM busybox AS nginx
ENTRYPOINT ["nginx", "-c"]
CMD ["/etc/nginx/nginx.conf"]
FROM nginx AS other-entrypoint
ENTRYPOINT ["other"]
FROM busybox AS cmd-first
CMD ["b"]
ENTRYPOINT ["a"]
FROM cmd-first AS own-shell
SHELL ["/bin/ash", "-ec"]
ENTRYPOINT exec top
CMD more
FROM nginx AS emptied
ENTRYPOINT []
CMD ["x"]
FROM nginx AS without-cmd
CMD []
`;

interface Given {
  readonly args?: readonly string[];
  readonly entrypoint?: string;
}

const runs: readonly (readonly [stage: string, run: Given])[] = [
  ['base', {}],
  ['base', { args: ['ls', '-l'] }],
  ['base', { entrypoint: 'top' }],
  ['nginx', {}],
  ['nginx', { args: ['/etc/nginx/new.conf'] }],
  ['nginx', { args: ['-c', '/etc/nginx/new.conf'] }],
  ['nginx', { entrypoint: 'cat' }],
  ['nginx', { entrypoint: '', args: ['ls'] }],
  ['nginx', { entrypoint: '' }],
  ['other-entrypoint', {}],
  ['other-entrypoint', { args: ['-c', '/etc/nginx/new.conf'] }],
  ['cmd-first', {}],
  ['own-shell', {}],
  ['own-shell', { args: ['x'] }],
  ['emptied', {}],
  ['without-cmd', {}],
];

describe('what we say will run', { timeout: 240_000 }, () => {
  let rest: Rest;
  beforeAll(async () => {
    rest = await startRest();
  });
  afterAll(() => rest.stop());

  const tagOf = (builder: string, stage: string) => `${rest.name(builder)}:${stage}`;

  async function build(builder: string, stage: string): Promise<void> {
    const { body } = await rest
      .as()
      .post(`/v1/builds?builder=${builder}&target=${stage}&tag=${tagOf(builder, stage)}`)
      .set('prefer', 'wait=240')
      .set('content-type', 'application/x-tar')
      .send(await tarOf({ Dockerfile: stages }));
    expect(body).toMatchObject({ status: 0 });
  }

  /** What a container that was made by `docker run` would start with; null when the engine refuses to make it. */
  async function realArgv(image: string, { args, entrypoint }: Given): Promise<readonly string[] | null> {
    try {
      const container = await engine.createContainer({
        Image: image,
        ...(args && { Cmd: [...args] }),
        ...(entrypoint !== undefined && { Entrypoint: [entrypoint] }),
      });
      const { Path, Args } = await container.inspect();
      await container.remove();
      return [Path, ...Args];
    } catch (error) {
      expect(error).toMatchObject({ statusCode: 400, message: expect.stringMatching(/no command specified/i) });
      return null;
    }
  }

  async function ourArgv(target: string, run: Given): Promise<readonly string[] | null> {
    const { Config } = await engine.getImage('busybox').inspect();
    const base = { entrypoint: Config.Entrypoint ?? null, cmd: Config.Cmd };
    const { body } = await rest.as().post('/v1/dockerfiles/explain').send({ dockerfile: stages, target, run, base });
    return (body as Explanation).runs?.argv ?? null;
  }

  it.each([
    ['classic', ['nginx', 'other-entrypoint', 'own-shell', 'emptied']],
    ['buildkit', ['base', 'other-entrypoint', 'cmd-first', 'without-cmd']],
  ])('is what a container of the built image runs: %s', async (builder, targets) => {
    for (const stage of targets) await build(builder, stage);
    for (const [stage, run] of runs.filter(([stage]) => targets.includes(stage)))
      expect([stage, run, await ourArgv(stage, run)]).toEqual([stage, run, await realArgv(tagOf(builder, stage), run)]);
  });
});
