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

const made = { 'golang:1': 'sha256:g' };
const onBuild = { needs: [{ build: 'x', because: 'base', ref: 'golang:1' }] };
const key = equalityKey(plan(), made);

describe('two builds', () => {
  it.each([
    ['have other names and tags', plan({ tags: ['other'] }, { name: 'other', groups: ['gpu'], push: true })],
    ['tell the same in another order', plan({ args: { B: '2', A: '1' } })],
    ['name the same base otherwise', plan({}, { bases: ['docker.io/library/alpine:latest'] })],
  ])('are equal though they %s', (_, other) => {
    expect(key).toBeTypeOf('string');
    expect(equalityKey(other, made)).toBe(key);
  });

  it.each([
    ['context', plan({}, { context: { digest: 'sha256:x', size: 1 } })],
    ['Dockerfile', plan({}, { dockerfileDigest: 'sha256:x' })],
    ['Dockerfile path', plan({ dockerfile: 'docker/Dockerfile' })],
    ['arguments', plan({ args: { A: '1', B: '3' } })],
    ['secret arguments', plan({}, { secretNames: ['A'] })],
    ['labels', plan({ labels: {} })],
    ['target', plan({ target: 'x' })],
    ['builder', plan({ builder: 'buildkit' })],
    ['platform', plan({ platform: 'linux/amd64' })],
    ['network', plan({ network: 'none' })],
    ['bases', plan({}, { bases: ['golang:1'] })],
    ['needed build', plan({}, onBuild)],
  ])('with another %s are not', (_, other) => {
    expect(equalityKey(other, made)).toBeTypeOf('string');
    expect(equalityKey(other, made)).not.toBe(key);
  });

  it('on another image of a build are not', () => {
    expect(equalityKey(plan({}, onBuild), { 'golang:1': 'sha256:x' })).not.toBe(equalityKey(plan({}, onBuild), made));
  });

  it.each([
    ['goes without the cache', plan({ noCache: true })],
    ['asks for newer bases', plan({ pull: true })],
    ['has a Dockerfile that is not known', plan({}, { dockerfileDigest: undefined })],
  ])('are never equal when one %s', (_, other) => {
    expect(equalityKey(other, made)).toBeUndefined();
  });
});
