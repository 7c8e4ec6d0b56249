import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { criticalPathOf, tailsOf, type TimedBuild, type TimedBuilds } from './critical-path.js';
import { makespanOf } from './list-schedule.js';

const diamond: TimedBuilds = new Map([
  ['top', { seconds: 1, needs: ['left', 'right'] }],
  ['left', { seconds: 5, needs: ['base'] }],
  ['right', { seconds: 3, needs: ['base', 'base', 'elsewhere'] }],
  ['base', { seconds: 2, needs: [] }],
  ['alone', { seconds: 4, needs: [] }],
]);

/** Up to 30 builds, each of which needs some of those before it. */
const anyBuilds = fc
  .array(fc.record({ seconds: fc.integer({ min: 0, max: 9 }), needs: fc.array(fc.nat(29), { maxLength: 3 }) }), {
    maxLength: 30,
  })
  .map((list) =>
    list.map(({ seconds, needs }, index): [string, TimedBuild] => [
      `b${index}`,
      { seconds, needs: needs.filter((need) => need < index).map((need) => `b${need}`) },
    ]),
  )
  .map((entries): TimedBuilds => new Map(entries));

describe('the critical path', () => {
  it('is the chain that takes the longest', () => {
    expect(criticalPathOf(diamond)).toMatchObject({ seconds: 8, path: ['base', 'left', 'top'] });
    expect(criticalPathOf(diamond).earliest.get('right')).toEqual({ start: 2, end: 5 });
    expect(Object.fromEntries(tailsOf(diamond))).toEqual({ top: 1, left: 6, right: 4, base: 8, alone: 4 });
    expect(criticalPathOf(new Map())).toMatchObject({ seconds: 0, path: [] });
  });

  it('is a chain of needs whose times add up to it', () => {
    fc.assert(
      fc.property(anyBuilds, (builds) => {
        const { seconds, path } = criticalPathOf(builds);
        expect(path.reduce((sum, name) => sum + (builds.get(name)?.seconds ?? 0), 0)).toBe(seconds);
        for (const [index, name] of path.entries())
          if (index > 0) expect(builds.get(name)?.needs).toContain(path[index - 1]);
        expect(Math.max(0, ...tailsOf(builds).values())).toBe(seconds);
      }),
    );
  });
});

describe('the time that builds take with so many at once', () => {
  it.each([
    [1, 15],
    [2, 8],
    [3, 8],
  ])('%i: %i seconds', (parallelism, seconds) => {
    expect(makespanOf(diamond, parallelism)).toBe(seconds);
  });

  it('counts what runs first, though others are more urgent', () => {
    const running = { seconds: 2, needs: [] };
    const builds: TimedBuilds = new Map([
      ['a', { seconds: 4, needs: [] }],
      ['after a', { seconds: 4, needs: ['a'] }],
      ['one', running],
      ['two', running],
    ]);
    expect(makespanOf(builds, 2)).toBe(8);
    expect(
      makespanOf(new Map([...builds].map(([name, build]) => [name, { ...build, isRunning: build === running }])), 2),
    ).toBe(10);
  });

  it('is at least what the order and the number allow, and at most 2 − 1/n times that', () => {
    fc.assert(
      fc.property(anyBuilds, fc.integer({ min: 1, max: 8 }), (builds, parallelism) => {
        const work = [...builds.values()].reduce((sum, { seconds }) => sum + seconds, 0);
        const bound = Math.max(criticalPathOf(builds).seconds, work / parallelism);
        const makespan = makespanOf(builds, parallelism);
        expect(makespan).toBeGreaterThanOrEqual(bound);
        expect(makespan).toBeLessThanOrEqual((2 - 1 / parallelism) * bound + 1e-9);
      }),
    );
  });

  it('is told of ten thousand builds', () => {
    const builds = new Map(
      Array.from({ length: 10_000 }, (_, index) => [
        `b${index}`,
        { seconds: 1, needs: index < 100 ? [] : [`b${index - 100}`] },
      ]),
    );
    expect(makespanOf(builds, 100)).toBe(100);
  });
});
