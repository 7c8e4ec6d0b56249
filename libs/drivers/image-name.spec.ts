import { describe, expect, it } from 'vitest';
import { familiarRepository, registryOf, splitImageName } from './image-name.js';

describe('the name of an image', () => {
  it.each([
    ['app', { repository: 'app' }],
    ['app:1', { repository: 'app', tag: '1' }],
    ['localhost:5000/app', { repository: 'localhost:5000/app' }],
    ['localhost:5000/team/app:1', { repository: 'localhost:5000/team/app', tag: '1' }],
    ['app@sha256:12', { repository: 'app', digest: 'sha256:12' }],
    ['localhost:5000/app:1@sha256:12', { repository: 'localhost:5000/app', digest: 'sha256:12' }],
  ])('%s is taken apart', (ref, name) => {
    expect(splitImageName(ref)).toEqual(name);
  });

  it('is listed by the engine without the hub', () => {
    expect(['docker.io/library/app', 'library/app', 'app'].map(familiarRepository)).toEqual(['app', 'app', 'app']);
    expect(familiarRepository('docker.io/team/app')).toBe('team/app');
    expect(familiarRepository('quay.io/library/app')).toBe('quay.io/library/app');
  });

  it('says which registry it is in', () => {
    expect(['localhost/app', '10.0.0.1:5000/app', 'quay.io/app'].map(registryOf)).toEqual([
      'localhost',
      '10.0.0.1:5000',
      'quay.io',
    ]);
    expect(['app', 'team/app'].map(registryOf)).toEqual(['https://index.docker.io/v1/', 'https://index.docker.io/v1/']);
  });
});
