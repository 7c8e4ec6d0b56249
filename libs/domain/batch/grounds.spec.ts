import { describe, expect, it } from 'vitest';
import { type GroundBuild, groundsOf } from './grounds.js';

const build = (name: string, on: readonly string[], more: Partial<GroundBuild> = {}): GroundBuild => ({
  name,
  needs: on.map((base) => ({ build: base, because: 'base', ref: base })),
  requires: {},
  args: {},
  ...more,
});

describe('the ground of builds that are built on each other', () => {
  it('is all that any of them asks for, and the same for all; what stands alone has none', () => {
    const grounds = groundsOf([
      build('base', []),
      build('left', ['base'], { requires: { disk: 'ssd' } }),
      build('right', ['base'], { requires: { zone: 'a' }, args: { platform: 'linux/amd64' } }),
      build('alone', [], { requires: { disk: 'hdd' } }),
      { ...build('after', []), needs: [{ build: 'base', because: 'declared' }] },
    ]);
    expect(grounds.get('base')).toEqual({ requires: { disk: 'ssd', zone: 'a' }, platform: 'linux/amd64' });
    expect([grounds.get('left'), grounds.get('right')]).toEqual([grounds.get('base'), grounds.get('base')]);
    expect([...grounds.keys()].toSorted()).toEqual(['base', 'left', 'right']);
  });

  it.each([
    ['labels', { requires: { disk: 'ssd' } }, { requires: { disk: 'hdd' } }],
    ['platforms', { args: { platform: 'linux/amd64' } }, { args: { platform: 'arm64' } }],
  ])('is refused where no host can have their %s', (_, base, app) => {
    expect(() => groundsOf([build('base', [], base), build('app', ['base'], app)])).toThrow(
      expect.objectContaining({ code: 'batch-apart', message: expect.stringMatching(/"app".*"base"/) }),
    );
  });

  it('takes platforms in any of their spellings', () => {
    const builds = [
      build('a', [], { args: { platform: 'x86_64' } }),
      build('b', ['a'], { args: { platform: 'amd64' } }),
    ];
    expect(groundsOf(builds).size).toBe(2);
  });
});
