import { describe, expect, it } from 'vitest';
import { plannedBuild, type PlannedBuild } from './batch-args.js';
import { equalityKey } from './dedup.js';

function plan(args: object = {}, rest: object = {}): PlannedBuild {
  return plannedBuild.parse({
    name: 'web',
    context: { digest: 'sha256:c', size: 1 },
    dockerfileDigest: 'sha256:d',
    bases: ['alpine'],
    args: { tags: ['web'], args: { A: '1', B: '2' }, labels: { l: '1' }, ...args },
    ...rest,
  });
}

const ground = { host: 'a', images: { 'alpine:latest': 'sha256:a', 'golang:1': 'sha256:g' } };
const key = equalityKey(plan(), ground);

describe('two builds', () => {
  it.each([
    ['have other names and tags', plan({ tags: ['other'] }, { name: 'other', groups: ['gpu'], push: true }), ground],
    ['tell the same in another order', plan({ args: { B: '2', A: '1' } }), ground],
    ['name the same base otherwise', plan({}, { bases: ['docker.io/library/alpine:latest'] }), ground],
    ['stand beside other images', plan(), { ...ground, images: { alpine: 'sha256:a', other: 'sha256:o' } }],
  ])('are equal though they %s', (_, other, on) => {
    expect(key).toBeTypeOf('string');
    expect(equalityKey(other, on)).toBe(key);
  });

  it.each([
    ['context', plan({}, { context: { digest: 'sha256:x', size: 1 } }), ground],
    ['Dockerfile', plan({}, { dockerfileDigest: 'sha256:x' }), ground],
    ['Dockerfile path', plan({ dockerfile: 'docker/Dockerfile' }), ground],
    ['arguments', plan({ args: { A: '1', B: '3' } }), ground],
    ['secret arguments', plan({}, { secretNames: ['A'] }), ground],
    ['labels', plan({ labels: {} }), ground],
    ['target', plan({ target: 'x' }), ground],
    ['builder', plan({ builder: 'buildkit' }), ground],
    ['platform', plan({ platform: 'linux/amd64' }), ground],
    ['network', plan({ network: 'none' }), ground],
    ['bases', plan({}, { bases: ['golang:1'] }), ground],
    ['base image', plan(), { ...ground, images: { alpine: 'sha256:b' } }],
    ['needed build', plan({}, { needs: [{ build: 'x', because: 'base', ref: 'golang:1' }] }), ground],
    ['host', plan(), { ...ground, host: 'b' }],
  ])('with another %s are not', (_, other, on) => {
    expect(equalityKey(other, on)).toBeTypeOf('string');
    expect(equalityKey(other, on)).not.toBe(key);
  });

  it.each([
    ['goes without the cache', plan({ noCache: true }), ground],
    ['asks for newer bases', plan({ pull: true }), ground],
    ['has a base that the host has not yet', plan(), { ...ground, images: {} }],
    ['has a Dockerfile that is not known', plan({}, { dockerfileDigest: undefined }), ground],
  ])('are never equal when one %s', (_, other, on) => {
    expect(equalityKey(other, on)).toBeUndefined();
  });
});
