import { gzipSync } from 'node:zlib';
import { type Files, refusalOf, takeIn, tarOf } from '#testing/fakes';
import { describe, expect, it } from 'vitest';

const from = (image: string) => `FROM ${image}\nRUN true\n`;
const monorepo: Files = {
  '.dockerignore': 'secret\n',
  'base/Dockerfile': from('busybox'),
  'services/api/Dockerfile': from('team/base:1'),
  'services/api/main': 'api',
  'services/web/web.Dockerfile': from('team/base:1'),
  'services/web/Dockerfile.dev': `FROM team/services/web.web:1\nCOPY --from=team/services/api:1 /main /\n`,
  'services/web/page': 'web',
  'node_modules/x/Dockerfile': 'not ours',
};

describe('a batch of a directory with many Dockerfiles', () => {
  it('has a build for each, named by its folder, tagged by the template, in the order of what they build on', async () => {
    const { plan, builds, files } = await takeIn({
      request: { discover: true, tagTemplate: 'team/{name}:{tag}', tag: '1' },
      context: gzipSync(await tarOf(monorepo)),
    });
    expect(plan.levels).toEqual([['base'], ['services/api', 'services/web.web'], ['services/web.dev']]);
    expect(builds.map(({ name, args }) => [name, args.tags, args.dockerfile])).toEqual([
      ['base', ['team/base:1'], 'Dockerfile'],
      ['services/api', ['team/services/api:1'], 'Dockerfile'],
      ['services/web.web', ['team/services/web.web:1'], 'web.Dockerfile'],
      ['services/web.dev', ['team/services/web.dev:1'], 'Dockerfile.dev'],
    ]);
    expect(builds.find(({ name }) => name === 'services/web.dev')?.needs).toEqual([
      { build: 'services/web.web', because: 'base', ref: 'team/services/web.web:1' },
      { build: 'services/api', because: 'base', ref: 'team/services/api:1' },
    ]);
    expect(builds[0]).toMatchObject({ bases: ['busybox'], steps: 2 });
    expect(await files('services/api')).toEqual({ Dockerfile: from('team/base:1'), main: 'api' });
  });

  it('takes the Dockerfile of its root whatever .dockerignore says, and no other that it leaves out', async () => {
    const context = {
      '.dockerignore': '*\n!src\n',
      Dockerfile: from('busybox'),
      'x/Dockerfile': from('busybox'),
      'src/a': '',
    };
    const { builds, files } = await takeIn({ request: { discover: true }, context });
    expect(builds.map(({ name }) => name)).toEqual(['root']);
    expect(Object.keys(await files('root')).toSorted()).toEqual(['.dockerignore', 'Dockerfile', 'src/a']);
  });

  it('may be built in part: what is asked for, and what that needs', async () => {
    const { builds } = await takeIn({
      request: { discover: true, tagTemplate: 'team/{name}:1', targets: ['services/api'] },
      context: monorepo,
    });
    expect(builds.map(({ name }) => name)).toEqual(['base', 'services/api']);
  });

  it('may give each all of the directory', async () => {
    const { builds, files, blobs } = await takeIn({
      request: { discover: { folder: 'services', context: 'root' } },
      context: monorepo,
    });
    expect(builds.map(({ name, args }) => [name, args.dockerfile])).toEqual([
      ['api', 'api/Dockerfile'],
      ['web.dev', 'web/Dockerfile.dev'],
      ['web.web', 'web/web.Dockerfile'],
    ]);
    expect(Object.keys(await files('api'))).toContain('web/page');
    expect(blobs.size).toBe(1);
  });
});

describe('the context of a build', () => {
  const one = (build: object) => ({ builds: [{ name: 'one', ...build }] });

  it('is its folder without what .dockerignore leaves out; the Dockerfile is always in it', async () => {
    const context = {
      'a/.dockerignore': '*\n!keep\n',
      'a/Dockerfile': from('busybox'),
      'a/keep/x': '1',
      'a/other': '2',
      'ab/Dockerfile': 'x',
    };
    const { files } = await takeIn({ request: one({ context: 'a' }), context });
    expect(Object.keys(await files('one')).toSorted()).toEqual(['.dockerignore', 'Dockerfile', 'keep/x']);
  });

  it('goes by the .dockerignore of its own Dockerfile, where it has one', async () => {
    const context = {
      '.dockerignore': 'a\n',
      'x.Dockerfile': from('busybox'),
      'x.Dockerfile.dockerignore': 'b\n',
      a: '',
      b: '',
    };
    const { files } = await takeIn({ request: one({ dockerfile: 'x.Dockerfile' }), context });
    expect(Object.keys(await files('one'))).toContain('a');
    expect(Object.keys(await files('one'))).not.toContain('b');
  });

  it('gets a Dockerfile from outside under a name that no COPY finds, and so one of the request', async () => {
    const context = { 'docker/x': from('busybox'), 'a/file': '1' };
    const outside = await takeIn({ request: one({ context: 'a', dockerfile: '/docker/x' }), context });
    const inline = await takeIn({ request: one({ context: 'a', dockerfileInline: from('busybox') }), context });
    const expected = {
      file: '1',
      '.longshore.Dockerfile': from('busybox'),
      '.dockerignore': '.dockerignore\n.longshore.Dockerfile\n',
    };
    expect(await outside.files('one')).toEqual(expected);
    expect(outside.of('one')?.args.dockerfile).toBe('.longshore.Dockerfile');
    expect(inline.of('one')?.context).toEqual(outside.of('one')?.context);
  });

  it('follows a Dockerfile that is a link, and brings links and large files as they are', async () => {
    const large = Buffer.alloc(3_000_000, 'large');
    const context = {
      'common/Dockerfile': from('busybox'),
      'a/Dockerfile': { type: 'symlink', linkname: '../common/Dockerfile' },
      'a/inside': { type: 'symlink', linkname: 'large' },
      'a/large': large,
      'a/same': { type: 'link', linkname: 'a/large' },
      'a/empty': { type: 'directory' },
    } as const;
    const { files, of } = await takeIn({ request: one({ context: 'a' }), context });
    const got = await files('one');
    expect(got).toMatchObject({ inside: '→ large', '.longshore.Dockerfile': from('busybox') });
    expect([got['large'], got['same']]).toEqual([large.toString(), large.toString()]);
    expect(of('one')?.args.dockerfile).toBe('.longshore.Dockerfile');
  });

  it('may come by itself, or from a URL, which is fetched once', async () => {
    const url = 'https://example.com/app.git#main:x';
    const { files, blobs } = await takeIn({
      request: { builds: [{ name: 'mine' }, { name: 'a', context: url }, { name: 'b', context: url }] },
      own: { mine: { Dockerfile: from('busybox'), mine: '' } },
      urls: { [url]: { Dockerfile: from('busybox'), theirs: '' } },
    });
    expect(Object.keys(await files('mine'))).toEqual(['Dockerfile', 'mine']);
    expect(Object.keys(await files('b'))).toEqual(['Dockerfile', 'theirs']);
    expect(blobs.size).toBe(2);
  });

  it('means another image by a name, where contexts say so', async () => {
    const { files, of } = await takeIn({
      request: one({ contexts: { base: 'docker-image://alpine:3.20' } }),
      context: { Dockerfile: 'FROM base\nCOPY --from=base /a /b\n' },
    });
    expect(of('one')?.bases).toEqual(['alpine:3.20']);
    expect((await files('one'))['.longshore.Dockerfile']).toBe('FROM alpine:3.20\nCOPY --from=alpine:3.20 /a /b\n');
  });

  it('is the same blob for builds that share it', async () => {
    const names = Array.from({ length: 30 }, (_, n) => `b${n}`);
    const { blobs } = await takeIn({
      request: { builds: names.map((name) => ({ name, args: { N: name } })) },
      context: { Dockerfile: 'FROM busybox\nARG N\nRUN echo $N\n' },
    });
    expect(blobs.size).toBe(1);
  });
});

describe('a bake file', () => {
  const bake = (target: object) => JSON.stringify({ group: { default: { targets: ['app'] } }, target });

  it('comes in the context or in the request, and tells the builds', async () => {
    const definition = bake({
      app: { context: 'app', contexts: { base: 'target:base' } },
      base: { tags: ['x/base:1'] },
    });
    const context = { 'docker-bake.json': definition, 'app/Dockerfile': from('base'), Dockerfile: from('busybox') };
    const { builds } = await takeIn({ request: { bake: {} }, context });
    expect(builds.map(({ name }) => name)).toEqual(['base', 'app']);
    expect((await takeIn({ request: { bake: { definition } }, context })).builds).toHaveLength(2);
  });

  it.each([
    ['that is not there', { bake: {} }, 'bake-missing'],
    ['of another name', { bake: { file: 'other.json' } }, 'bake-missing'],
    ['that cannot be parsed', { bake: { definition: '{' } }, 'bake-invalid'],
    ['without the target', { bake: { definition: '{}', targets: ['x'] } }, 'bake-target-unknown'],
  ])('%s is refused', async (_, request, code) => {
    expect((await refusalOf({ request, context: { Dockerfile: from('busybox') } })).code).toBe(code);
  });
});
