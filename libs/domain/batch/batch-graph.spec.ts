import { describe, expect, it } from 'vitest';
import { footingsOf, type GraphBuild } from './batch-graph.js';
import { levelsOf } from './build-levels.js';

function build(name: string, rest: Partial<GraphBuild> = {}): GraphBuild {
  return { name, tags: [`${name}:latest`], uses: [], needs: [], ...rest };
}

describe('what the builds of a batch stand on', () => {
  it.each([
    ['base', 'docker.io/library/base:latest'],
    ['library/base', 'index.docker.io/library/base'],
    ['registry:5000/base', 'registry:5000/base:latest'],
  ])('is the build whose tag %s it names as %s', (tag, ref) => {
    const footings = footingsOf([build('lower', { tags: [tag] }), build('upper', { uses: [ref, 'alpine', ref] })]);
    expect(footings.get('upper')).toEqual({
      needs: [{ build: 'lower', because: 'base', ref }],
      bases: ['alpine'],
    });
  });

  it('is another image where the digest is given, or the registry is another', () => {
    const uses = [`base@sha256:${'0'.repeat(64)}`, 'example.com/base', 'base:2'];
    expect(footingsOf([build('base'), build('upper', { uses })]).get('upper')).toEqual({ needs: [], bases: uses });
  });

  it('is declared too, and told once', () => {
    const footings = footingsOf([build('a'), build('b'), build('c', { uses: ['a'], needs: ['b', 'a', 'b'] })]);
    expect(footings.get('c')?.needs).toEqual([
      { build: 'a', because: 'base', ref: 'a' },
      { build: 'b', because: 'declared' },
    ]);
  });

  it('is what a named context says, whatever has that name', () => {
    const contexts = {
      base: 'target:a',
      'golang:1': 'docker-image://b',
      other: 'docker-image://alpine:3',
      unused: 'target:d',
    };
    const uses = ['base', 'docker.io/library/golang:1', 'other'];
    const footings = footingsOf([build('a'), build('b'), build('base'), build('c', { uses, contexts }), build('d')]);
    expect(footings.get('c')).toEqual({
      needs: [
        { build: 'a', because: 'base', ref: 'base' },
        { build: 'b', because: 'base', ref: 'docker.io/library/golang:1' },
        { build: 'd', because: 'declared' },
      ],
      bases: ['alpine:3'],
    });
  });

  it('is the image from before, where it builds on its own tag', () => {
    expect(footingsOf([build('a', { uses: ['a'] })]).get('a')).toEqual({ needs: [], bases: ['a'] });
  });

  it.each([
    ['batch-build-twice', /"a"/, [build('a'), build('a', { tags: [] })]],
    [
      'batch-tag-twice',
      /"a" and "b" give the tag a:latest/,
      [build('a'), build('b', { tags: ['docker.io/library/a'] })],
    ],
    ['batch-need-unknown', /Did you mean "web"\?$/, [build('web'), build('b', { needs: ['wbe'] })]],
    ['batch-need-unknown', /"b" needs "x"/, [build('b', { contexts: { y: 'target:x' } })]],
    ['batch-cycle', /a → a\./, [build('a', { needs: ['a'] })]],
    [
      'batch-cycle',
      /b → c → b\./,
      [build('a', { needs: ['b'] }), build('b', { uses: ['c'] }), build('c', { needs: ['b'] })],
    ],
    ['batch-cycle', /n0 → n1 .*n17 → … \(82 more\) → n0\./, circle(100)],
  ])('is refused as %s: %s', (code, message, builds) => {
    expect(() => footingsOf(builds)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });

  it('is told level by level', () => {
    const needs = new Map([
      ['top', ['left', 'right', 'left']],
      ['left', ['base']],
      ['right', ['left']],
      ['base', []],
      ['alone', []],
    ]);
    expect(levelsOf(needs)).toEqual([['base', 'alone'], ['left'], ['right'], ['top']]);
  });

  it('takes ten thousand builds, wide or deep', () => {
    const deep = Array.from({ length: 10_000 }, (_, index) =>
      build(`d${index}`, { uses: index > 0 ? [`d${index - 1}`] : [] }),
    );
    const wide = Array.from({ length: 10_000 }, (_, index) =>
      build(`w${index}`, { uses: [`w${index % 100}`], tags: [`w${index}`] }),
    );
    expect(levelsOf(needsIn(deep))).toHaveLength(10_000);
    expect(levelsOf(needsIn(wide)).map((level) => level.length)).toEqual([100, 9_900]);
  });
});

function circle(size: number): readonly GraphBuild[] {
  return Array.from({ length: size }, (_, index) => build(`n${index}`, { needs: [`n${(index + 1) % size}`] }));
}

function needsIn(builds: readonly GraphBuild[]) {
  return new Map([...footingsOf(builds)].map(([name, { needs }]) => [name, needs.map((need) => need.build)]));
}
