import { describe, expect, it } from 'vitest';
import { type BakeRequest, bakedBuilds } from './bake.js';

/** The builds of a bake file by name, with only what differs from a build that is asked for with its name alone. */
function baked(definition: BakeRequest['definition'], rest: Omit<BakeRequest, 'definition'> = {}) {
  const plain = bakedBuilds({ definition: { target: { default: {} } } }).builds[0];
  return Object.fromEntries(
    bakedBuilds({ definition, ...rest }).builds.map(({ name, ...build }) => [
      name,
      Object.fromEntries(
        Object.entries(build).filter(
          ([key, value]) =>
            value !== undefined && JSON.stringify(value) !== JSON.stringify(plain?.[key as keyof typeof plain]),
        ),
      ),
    ]),
  );
}

/** A bake file of the one target `default`. */
function one(attributes: Readonly<Record<string, unknown>>) {
  return { target: { default: attributes } };
}

describe('a bake file', () => {
  it('is read as buildx prints it', () => {
    const printed = JSON.stringify({
      group: { default: { targets: ['web', 'api'] } },
      target: {
        api: { context: 'api', dockerfile: 'Dockerfile', tags: ['team/api:1'], 'no-cache': true, pull: true },
        web: {
          context: './web/',
          dockerfile: '../docker/web.Dockerfile',
          args: { VERSION: '1', COUNT: 2 },
          labels: { team: 'web' },
          tags: ['team/web:1', 'team/web', 'team/web:1', ''],
          target: 'final',
          platforms: ['linux/amd64'],
          network: 'none',
          output: ['type=registry'],
        },
      },
    });
    expect(baked(printed)).toEqual({
      web: {
        context: 'web',
        dockerfile: '../docker/web.Dockerfile',
        args: { VERSION: '1', COUNT: '2' },
        labels: { team: 'web' },
        tags: ['team/web:1', 'team/web'],
        target: 'final',
        platform: 'linux/amd64',
        network: 'none',
        push: true,
      },
      api: { context: 'api', tags: ['team/api:1'], noCache: true, pull: true },
    });
  });

  it('has groups of groups, and each target once', () => {
    const file = {
      group: { all: { targets: ['back', 'web', 'back'] }, back: { targets: ['api', 'db'] } },
      target: { api: {}, db: {}, web: {}, other: {} },
    };
    expect(Object.keys(baked(file, { targets: ['db', 'all'] }))).toEqual(['db', 'api', 'web']);
  });

  it('lets targets inherit: maps by key, tags replaced, the later over the earlier', () => {
    const file = {
      target: {
        base: { args: { A: '1', B: '1' }, tags: ['base'], context: 'base', 'cache-from': ['x'] },
        other: { args: { B: '2' }, pull: true },
        default: { inherits: ['base', 'other'], args: { C: '3', A: null }, tags: ['mine'] },
      },
    };
    expect(baked(file)).toEqual({
      default: { args: { A: '1', B: '2', C: '3' }, tags: ['mine'], context: 'base', pull: true },
    });
  });

  it('has variables, whose defaults may name others, and which are set from outside', () => {
    const file = {
      REPOSITORY: 'team',
      variable: {
        TAG: { default: '${BASE}-1' },
        BASE: { default: 'v' },
        EMPTY: {},
        UNSET: { default: null },
        CLEAN: { default: false },
        TAGS: { default: ['${REPOSITORY}/list:${TAG}'] },
      },
      target: {
        default: {
          tags: ['${REPOSITORY}/app:${TAG}'],
          'no-cache': '${CLEAN}',
          args: { PRICE: '$${TAG}', EMPTY: '${EMPTY}', UNSET: '${UNSET}' },
          target: '${UNSET}',
        },
        list: { tags: '${TAGS}' },
      },
    };
    expect(baked(file)).toEqual({ default: { tags: ['team/app:v-1'], args: { PRICE: '${TAG}', EMPTY: '' } } });
    expect(baked(file, { targets: ['list'] })).toEqual({ list: { tags: ['team/list:v-1'] } });
    const variables = { BASE: 'w', CLEAN: 'true', UNSET: 'final', REPOSITORY: 'other' };
    expect(baked(file, { variables })).toEqual({
      default: {
        tags: ['other/app:w-1'],
        noCache: true,
        args: { PRICE: '${TAG}', EMPTY: '', UNSET: 'final' },
        target: 'final',
      },
    });
  });

  it('makes a target of each combination of a matrix, and a group of them all', () => {
    const file = {
      group: { default: { targets: ['app'] } },
      target: {
        app: {
          name: 'app-${item.name}-${os}',
          matrix: {
            item: [
              { name: 'web', port: 80 },
              { name: 'api', port: 81 },
            ],
            os: ['alpine', 'debian'],
          },
          args: { PORT: '${item.port}' },
          tags: ['app-${item.name}:${os}'],
          contexts: { base: 'target:${os}' },
        },
        alpine: {},
        debian: { output: ['type=registry'] },
      },
    };
    const builds = baked(file);
    expect(Object.keys(builds).toSorted()).toEqual([
      'alpine',
      'app-api-alpine',
      'app-api-debian',
      'app-web-alpine',
      'app-web-debian',
      'debian',
    ]);
    expect(builds['app-api-debian']).toEqual({
      args: { PORT: '81' },
      tags: ['app-api:debian'],
      contexts: { base: 'target:debian' },
    });
    expect(builds['debian']).toEqual({});
    expect(Object.keys(baked(file, { targets: ['app-web-alpine'] }))).toEqual(['app-web-alpine', 'alpine']);
  });

  it('tells what it leaves out', () => {
    const file = one({
      args: { FROM_ENV: null },
      'cache-from': ['type=registry,ref=x'],
      'cache-to': [{ type: 'inline' }],
      'no-cache-filter': ['deps'],
      attest: [{ type: 'provenance' }],
      annotations: ['a=b'],
      output: ['type=cacheonly'],
      description: 'x',
      call: 'build',
    });
    const { builds, warnings } = bakedBuilds({ definition: file });
    expect(builds[0]).toMatchObject({ noCache: true, args: {} });
    expect(warnings.map(({ warning }) => warning.split(' ')[0])).toEqual([
      'annotations',
      'attest',
      'cache-from',
      'cache-to',
      'no-cache-filter',
      'args.FROM_ENV',
      'the',
    ]);
  });

  it.each([
    [one({ dockerfile: 'cwd://docker/x' }), { dockerfile: '/docker/x' }],
    [
      one({ context: 'https://example.com/app.git#main', dockerfile: 'docker/x' }),
      { context: 'https://example.com/app.git#main', dockerfile: 'docker/x' },
    ],
    [one({ 'dockerfile-inline': 'FROM alpine\n' }), { dockerfileInline: 'FROM alpine\n' }],
    [
      one({ contexts: { alpine: 'docker-image://alpine:3', none: '' } }),
      { contexts: { alpine: 'docker-image://alpine:3' } },
    ],
    [one({ output: [{ type: 'image', push: true }] }), { push: true }],
    [one({ output: ['type=docker'], '//': 'a comment' }), {}],
  ])('may have %j', (file, expected) => {
    expect(baked(file)).toEqual({ default: expected });
  });

  it('may have a thousand targets, and inherit by many ways', () => {
    const matrix = { i: Array.from({ length: 30 }, (_, i) => i), j: Array.from({ length: 33 }, (_, j) => j) };
    const ladder = Array.from({ length: 50 }, (_, rung) => [
      `rung${rung}`,
      rung === 0 ? { annotations: ['a'] } : { inherits: [`rung${rung - 1}`, `rung${rung - 1}`] },
    ]);
    const file = {
      target: { default: { name: 't${i}-${j}', matrix, inherits: ['rung49'] }, ...Object.fromEntries(ladder) },
    };
    expect(bakedBuilds({ definition: file }).builds).toHaveLength(990);
  });
});
