import { describe, expect, it } from 'vitest';
import { isForGood, placeBuild, type PlacementBuild, type PlacementHost } from './placement.js';

function host(name: string, rest: Partial<PlacementHost> = {}): PlacementHost {
  return {
    name,
    labels: {},
    platforms: ['linux/amd64'],
    running: 0,
    limit: 4,
    isDrained: false,
    isAway: false,
    images: new Set(),
    dockerfiles: new Set(),
    ...rest,
  };
}

function build(rest: Partial<PlacementBuild> = {}): PlacementBuild {
  return { requires: {}, bases: [], ...rest };
}

describe('a build goes to the host', () => {
  it.each([
    ['that comes first by name', build(), [host('b'), host('a')], 'a'],
    [
      'with the least load for its limit',
      build(),
      [host('a', { running: 2 }), host('b', { running: 3, limit: 8 })],
      'b',
    ],
    [
      'that has built its Dockerfile, though it has more to do',
      build({ dockerfileDigest: 'd' }),
      [host('a'), host('b', { running: 3, dockerfiles: new Set(['d']) })],
      'b',
    ],
    [
      'that has more of its bases, though another has the cache',
      build({ dockerfileDigest: 'd', bases: ['docker.io/library/alpine', 'golang:1'] }),
      [
        host('a', { dockerfiles: new Set(['d']), images: new Set(['alpine:latest']) }),
        host('b', { images: new Set(['alpine:latest', 'golang:1']) }),
      ],
      'b',
    ],
    ['where the builds are that it needs', build({ pinned: 'b' }), [host('a'), host('b', { running: 3 })], 'b'],
    [
      'that has the labels',
      build({ requires: { disk: 'ssd' } }),
      [host('a'), host('b', { labels: { disk: 'ssd' } })],
      'b',
    ],
    [
      'of the platform',
      build({ platform: 'linux/arm64/v8' }),
      [host('a'), host('b', { platforms: ['linux/aarch64'] })],
      'b',
    ],
    ['whose platform nobody knows', build({ platform: 'linux/arm64' }), [host('a'), host('b', { platforms: [] })], 'b'],
    ['of the platform without its system', build({ platform: 'x86_64' }), [host('a')], 'a'],
  ])('%s', (_, asked, hosts, expected) => {
    expect(placeBuild(asked, hosts)).toEqual({ host: expected });
  });

  it('or to none, and tells why of each', () => {
    const asked = build({
      requires: { disk: 'ssd', zone: 'eu' },
      hosts: ['labels', 'platform', 'elsewhere', 'away', 'drained', 'full', 'batch'],
      platform: 'linux/amd64',
      perHost: { limit: 1, running: { batch: 1 } },
    });
    const labels = { disk: 'ssd', zone: 'eu' };
    const hosts = [
      host('unlisted'),
      host('labels', { labels: { disk: 'ssd', zone: 'us' } }),
      host('platform', { labels, platforms: ['linux/arm64'] }),
      host('away', { labels, isAway: true, isDrained: true }),
      host('drained', { labels, isDrained: true, running: 4 }),
      host('full', { labels, running: 4 }),
      host('batch', { labels }),
    ];
    const placed = placeBuild(asked, hosts);
    const misfits = 'misfits' in placed ? placed.misfits : [];
    expect(misfits).toEqual([
      { host: 'unlisted', code: 'not-listed', listed: asked.hosts },
      { host: 'labels', code: 'labels', missing: { zone: 'eu' } },
      { host: 'platform', code: 'platform', platform: 'linux/amd64', has: ['linux/arm64'] },
      { host: 'away', code: 'away' },
      { host: 'drained', code: 'drained' },
      { host: 'full', code: 'full', running: 4, limit: 4 },
      { host: 'batch', code: 'batch-full', running: 1, limit: 1 },
    ]);
    expect(misfits.filter(isForGood).map((misfit) => misfit.host)).toEqual(['unlisted', 'labels', 'platform']);
    expect(placeBuild(build({ pinned: 'b' }), [host('a')])).toEqual({
      misfits: [{ host: 'a', code: 'pinned', to: 'b' }],
    });
    expect(placeBuild(build(), [])).toEqual({ misfits: [] });
  });
});
