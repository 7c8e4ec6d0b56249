import { describe, expect, it } from 'vitest';
import { type EstimatedBuild, estimateOf, expectedSeconds } from './estimate.js';

function build(name: string, rest: Partial<EstimatedBuild> = {}): EstimatedBuild {
  return { name, needs: [], state: 'waiting', steps: 10, stepsDone: 0, past: [], ...rest };
}

describe('the estimate of a batch', () => {
  it.each([
    [[], undefined],
    [[7], 7],
    [[1, 3], 2],
    [[9, 1, 5, 1, 9, 1_000, 1_000], 5],
  ])('expects of a target that took %j seconds: %j', (past, expected) => {
    expect(expectedSeconds(past)).toBe(expected);
  });

  it.each<[string, readonly EstimatedBuild[], number | undefined]>([
    ['nothing is known', [build('a')], undefined],
    ['all has ended', [build('a', { state: 'ended' })], 0],
    [
      'one took its time before, and another needs it',
      [build('a', { past: [4] }), build('b', { past: [6], needs: ['a'] })],
      10,
    ],
    [
      'what it needs has ended',
      [build('a', { state: 'ended', seconds: 4 }), build('b', { past: [6], needs: ['a'] })],
      6,
    ],
    ['others say how long it may take', [build('a', { state: 'ended', seconds: 4 }), build('b')], 4],
    ['it runs', [build('a', { state: 'running', seconds: 3, past: [10] })], 7],
    ['it runs for the first time', [build('a', { state: 'running', seconds: 3, stepsDone: 2 })], 12],
    ['it has just begun for the first time', [build('a', { state: 'running', seconds: 3 })], undefined],
    ['it is overdue', [build('a', { state: 'running', seconds: 12, past: [10] })], 1],
    ['it is overdue, and its steps tell', [build('a', { state: 'running', seconds: 12, stepsDone: 6, past: [10] })], 8],
    [
      'one serves another',
      [
        build('a', { past: [4] }),
        build('b', { state: 'running', past: [4], servedBy: 'a' }),
        build('c', { past: [4] }),
      ],
      4,
    ],
    ['two of three fit at once', [build('a', { past: [5] }), build('b', { past: [5] }), build('c', { past: [5] })], 10],
  ])('when %s', (_, builds, remainingSeconds) => {
    expect(estimateOf(builds, 2).remainingSeconds).toBe(remainingSeconds);
  });

  it('tells how many steps are done; of what has ended, all', () => {
    const builds = [
      build('a', { state: 'ended', stepsDone: 3 }),
      build('b', { state: 'running', stepsDone: 12 }),
      build('c', { state: 'running', stepsDone: 2 }),
      build('d'),
    ];
    expect(estimateOf(builds, 2)).toEqual({ steps: 40, stepsDone: 22, progress: 0.55 });
    expect(estimateOf([build('a', { steps: 0, state: 'ended' }), build('b', { steps: 0 })], 1).progress).toBe(0.5);
  });
});
