import { describe, expect, it } from 'vitest';
import { askedBuild, isRemoteContext, sharedPath } from './asked-build.js';

describe('a build as it is asked for', () => {
  it('needs no more than a name', () => {
    expect(askedBuild.parse({ name: 'web' })).toEqual({
      name: 'web',
      context: '.',
      dockerfile: 'Dockerfile',
      builder: 'classic',
      tags: [],
      args: {},
      secretArgs: [],
      labels: {},
      needs: [],
      contexts: {},
      groups: [],
      requires: {},
      noCache: false,
      pull: false,
      push: false,
    });
  });

  it('has a named context of another build or an image, and no folder', () => {
    const withContext = (context: string) => askedBuild.safeParse({ name: 'web', contexts: { base: context } }).success;
    expect(['target:base', 'docker-image://alpine:3', '../lib', 'target:'].map(withContext)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it.each([
    ['.', 'Dockerfile', 'Dockerfile'],
    ['apps/web/', './Dockerfile', 'apps/web/Dockerfile'],
    ['apps/web', '../Dockerfile', 'apps/Dockerfile'],
    ['apps/web', '/docker/web.Dockerfile', 'docker/web.Dockerfile'],
    ['', '.', ''],
    ['apps', '../../Dockerfile', undefined],
    ['apps', '/../Dockerfile', undefined],
  ])('from %s, %s is %s', (folder, path, expected) => {
    expect(sharedPath(folder, path)).toBe(expected);
  });

  it.each([
    ['https://example.com/app.tar.gz', true],
    ['https://example.com/app.git#main:web', true],
    ['git@example.com:team/app.git', true],
    ['github.com/team/app', true],
    ['apps/github.com', false],
    ['.', false],
  ])('%s is fetched: %s', (context, isRemote) => {
    expect(isRemoteContext(context)).toBe(isRemote);
  });
});
