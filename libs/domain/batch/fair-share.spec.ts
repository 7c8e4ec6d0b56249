import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FairShare } from './fair-share.js';
import type { WaitingBuild } from './waiting-build.js';

function build(actor: string, name: string, rest: Partial<WaitingBuild> = {}): WaitingBuild {
  return { actor, batch: `batch of ${actor}`, build: name, nice: 0, rank: 0, ...rest };
}

/** `count` builds of an actor that wait, the first with rank 0. */
function backlog(actor: string, count: number, rest: Partial<WaitingBuild> = {}): readonly WaitingBuild[] {
  return Array.from({ length: count }, (_, rank) => build(actor, `b${rank}`, { rank, ...rest }));
}

function shareOf(builds: readonly WaitingBuild[], settings = {}): FairShare {
  const share = new FairShare(settings);
  for (const one of builds) share.add(one, 0);
  return share;
}

function beginNext(share: FairShare, now = 0): WaitingBuild | undefined {
  const next = share.next(now);
  if (next) share.begin(next, now);
  return next;
}

function count(
  builds: readonly (WaitingBuild | undefined)[],
  key: 'actor' | 'batch',
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    [...Map.groupBy(builds, (one) => one?.[key] ?? 'nobody')].map(([name, group]) => [name, group.length]),
  );
}

function begun(share: FairShare, times: number, now = 0): readonly (WaitingBuild | undefined)[] {
  return Array.from({ length: times }, () => beginNext(share, now));
}

describe('the fair share', () => {
  it('gives each actor what its weight says, to within as many builds as there are actors, at any moment while all wait', () => {
    const weights = fc.array(fc.integer({ min: 1, max: 10 }), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(weights, fc.integer({ min: 1, max: 200 }), (list, picks) => {
        const actors = list.map((weight, index) => [`actor ${index}`, weight] as const);
        const share = shareOf(
          actors.flatMap(([actor]) => backlog(actor, picks)),
          { weights: Object.fromEntries(actors) },
        );
        const counts = count(begun(share, picks), 'actor');
        const sum = list.reduce((one, other) => one + other);
        for (const [actor, weight] of actors) {
          expect(Math.abs((counts[actor] ?? 0) - (picks * weight) / sum)).toBeLessThanOrEqual(list.length);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('gives 50 actors with 10,000 builds their shares to within 5 %', () => {
    const actors = Array.from({ length: 50 }, (_, index) => `actor ${index}`);
    const weights = Object.fromEntries(actors.map((actor, index) => [actor, 1 + (index % 4)]));
    const share = shareOf(
      actors.flatMap((actor) => backlog(actor, 200)),
      { weights },
    );
    const counts = count(begun(share, 6_000), 'actor');
    const each = 6_000 / Object.values(weights).reduce((one, other) => one + other);
    for (const actor of actors) {
      const due = each * (weights[actor] ?? 1);
      expect(Math.abs((counts[actor] ?? 0) - Math.min(due, 200)) / due).toBeLessThan(0.05);
    }
    expect(share.size).toBe(4_000);
  });

  it('serves everybody, whatever the weights, niceness and age, and each build once', () => {
    const some = fc.record({
      actor: fc.constantFrom('ann', 'bob', 'cem'),
      batch: fc.constantFrom('one', 'two'),
      nice: fc.integer({ min: -20, max: 19 }),
      rank: fc.nat(3),
    });
    fc.assert(
      fc.property(fc.array(some, { maxLength: 40 }), (list) => {
        const builds = list.map((one, index) => ({ ...one, batch: `${one.actor}'s ${one.batch}`, build: `b${index}` }));
        const shares = [
          shareOf(builds, { weights: { ann: 0.01 } }),
          shareOf(builds, { weights: { ann: 0.01 } }),
        ] as const;
        const order = shares[0].ranking(0);
        expect(order.toSorted(byName)).toEqual(builds.toSorted(byName));
        expect(begun(shares[1], builds.length)).toEqual(order);
        expect([...shares[0].inOrder(0)].toSorted(byName)).toEqual(builds.toSorted(byName));
        expect([shares[0].next(0), shares[1].next(0)]).toEqual([[...shares[0].inOrder(0)][0], undefined]);
      }),
      { numRuns: 100 },
    );
  });

  it('gives who was idle no more than the others from then on', () => {
    const share = shareOf([...backlog('ann', 200), ...backlog('bob', 1)]);
    begun(share, 100);
    for (const one of backlog('bob', 100, { batch: 'later' })) share.add(one, 0);
    expect(count(begun(share, 20), 'actor')).toEqual({ ann: 10, bob: 10 });
  });

  it('counts what runs already', () => {
    const share = new FairShare();
    for (const one of backlog('ann', 5)) share.begin(one, 0);
    for (const one of [...backlog('ann', 10, { batch: 'new' }), ...backlog('bob', 10)]) share.add(one, 0);
    expect(count(begun(share, 5), 'actor')).toEqual({ bob: 5 });
  });

  it('lets who had no place make up for it, within bounds', () => {
    const share = shareOf([...backlog('ann', 100), ...backlog('bob', 200)], { mostCredit: 10 });
    for (let times = 0; times < 100; times += 1) {
      const placed = [...share.inOrder(0)].find(({ actor }) => actor === 'bob');
      if (placed) share.begin(placed, 0);
    }
    const counts = count(begun(share, 30), 'actor');
    expect(counts['ann']).toBeGreaterThanOrEqual(19);
    expect(counts['ann']).toBeLessThanOrEqual(22);
  });

  it('takes back what was counted too much', () => {
    const share = shareOf([...backlog('ann', 10), ...backlog('bob', 10)]);
    const first = beginNext(share);
    if (first) share.correct(first, 3);
    expect(begun(share, 3).map((one) => one?.actor)).toEqual(['bob', 'bob', 'bob']);
  });
});

describe('the batches of one actor', () => {
  it('share it by their niceness', () => {
    const share = shareOf([
      ...backlog('ann', 100, { batch: 'plain' }),
      ...backlog('ann', 100, { batch: 'urgent', nice: -5 }),
    ]);
    const counts = count(begun(share, 40), 'batch');
    expect((counts['urgent'] ?? 0) / (counts['plain'] ?? 0)).toBeCloseTo(1.25 ** 5, 0);
  });

  it('rise while they wait', () => {
    const share = shareOf([
      ...backlog('ann', 3, { batch: 'patient', nice: 19 }),
      ...backlog('ann', 500, { batch: 'urgent', nice: -20 }),
    ]);
    expect(count(begun(share, 50), 'batch')).toEqual({ patient: 1, urgent: 49 });
    const later = Array.from({ length: 100 }, (_, minute) => beginNext(share, minute * 60_000));
    expect(count(later, 'batch')['patient']).toBe(1);
  });

  it('do not fall behind for one that was raised by its age', () => {
    const share = shareOf([
      ...backlog('ann', 9, { batch: 'patient', nice: 19 }),
      ...backlog('ann', 900, { batch: 'plain' }),
    ]);
    begun(share, 10);
    begun(share, 10, 3_600_000 * 2);
    for (const one of backlog('ann', 20, { batch: 'new' })) share.add(one, 3_600_000 * 2);
    const counts = count(begun(share, 20, 3_600_000 * 2), 'batch');
    expect(counts['new']).toBeGreaterThanOrEqual(9);
  });

  it('are not measured by one that has nothing more to begin', () => {
    const share = new FairShare();
    share.begin(build('ann', 'x', { batch: 'running' }), 0);
    for (const one of backlog('ann', 100, { batch: 'plain' })) share.add(one, 0);
    begun(share, 50);
    for (const one of backlog('ann', 50, { batch: 'new' })) share.add(one, 0);
    expect(count(begun(share, 20), 'batch')).toEqual({ new: 11, plain: 9 });
  });

  it('begin their builds by rank, then name, and without what was removed or forgotten', () => {
    const share = shareOf([
      build('ann', 'z', { rank: 1 }),
      build('ann', 'b', { rank: 2 }),
      build('ann', 'a', { rank: 2 }),
      build('ann', 'gone'),
      build('bob', 'x'),
    ]);
    share.remove(build('ann', 'gone'));
    share.remove(build('ann', 'never there'));
    share.forget(build('bob', 'x'));
    expect(share.ranking(0).map((one) => one.build)).toEqual(['z', 'a', 'b']);
    expect(share.ranking(0, 2)).toHaveLength(2);
    expect(share.size).toBe(3);
  });
});

function byName(one: WaitingBuild, other: WaitingBuild): number {
  return one.build < other.build ? -1 : 1;
}
