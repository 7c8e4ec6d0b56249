import { describe, expect, it } from 'vitest';
import { cutReason, howManyFit } from './plan-size.js';
import type { PruneItem } from './prune-plan.events.js';
import { judgeContainer, judgeImage, judgeNetwork, judgeVolume } from './verdict.js';

const item = (more: Partial<PruneItem> = {}): PruneItem => ({
  id: 'x',
  names: ['a:1', 'b:1'],
  reason: 'of no use',
  ...more,
});
const stays = (why: RegExp) => ({ stays: expect.stringMatching(why) });

describe('an item of a plan that is applied', () => {
  it('is gone when the host does not know it any more', () => {
    expect(judgeContainer(item(), undefined)).toBe('gone');
    expect(judgeImage(item(), undefined, false)).toBe('gone');
    expect(judgeNetwork(undefined)).toBe('gone');
    expect(judgeVolume(item(), undefined)).toBe('gone');
  });

  it('is due, a container, unless it runs or ran since', () => {
    const ran = item({ startedAt: 'noon' });
    const exited = { state: 'exited', running: false };
    expect(judgeContainer(ran, { ...exited, startedAt: 'noon' })).toBe('due');
    expect(judgeContainer(item(), { state: 'created', running: false })).toBe('due');
    expect(judgeContainer(ran, { state: 'paused', running: true, startedAt: 'noon' })).toEqual(stays(/in use.*paused/));
    expect(judgeContainer(ran, { ...exited, startedAt: 'one' })).toEqual(stays(/changed: it ran again/));
    expect(judgeContainer(item(), { ...exited, startedAt: 'one' })).toEqual(stays(/changed/));
  });

  it('is due, an image, while it has the names of the plan, in whatever order, and nobody uses it', () => {
    expect(judgeImage(item(), { names: ['b:1', 'a:1'] }, false)).toBe('due');
    expect(judgeImage(item(), { names: ['a:1', 'b:1'], user: 'web' }, false)).toEqual(stays(/in use: container web/));
    expect(judgeImage(item(), { names: ['a:1', 'b:1'], child: 'sha256:2' }, true)).toEqual(
      stays(/in use: image sha256:2/),
    );
    expect(judgeImage(item(), { names: ['a:1', 'b:1', 'c:1'] }, false)).toEqual(stays(/changed: it is named c:1/));
    expect(judgeImage(item(), { names: ['a:1'] }, false)).toEqual(stays(/changed: the name b:1 no longer/));
  });

  it('is due, an image that an earlier start began to remove, when some of its names are gone, and not when it got one', () => {
    expect(judgeImage(item(), { names: ['b:1'] }, true)).toBe('due');
    expect(judgeImage(item(), { names: ['b:1', 'c:1'] }, true)).toEqual(stays(/c:1/));
  });

  it('is due, a network, without members', () => {
    expect(judgeNetwork({})).toBe('due');
    expect(judgeNetwork({ member: 'web' })).toEqual(stays(/in use: container web/));
  });

  it('is due, a volume, while it is the same and nobody mounts it', () => {
    const volume = item({ createdAt: 'noon' });
    expect(judgeVolume(volume, { createdAt: 'noon' })).toBe('due');
    expect(judgeVolume(item(), {})).toBe('due');
    expect(judgeVolume(volume, { createdAt: 'noon', user: 'db' })).toEqual(stays(/in use: container db/));
    expect(judgeVolume(volume, { createdAt: 'one' })).toEqual(stays(/changed/));
  });
});

describe('a plan', () => {
  it('holds 500 items, or fewer when they are long', () => {
    expect(howManyFit([])).toBe(0);
    expect(howManyFit(Array.from({ length: 600 }, () => item()))).toBe(500);
    const long = Array.from({ length: 200 }, () => item({ names: ['n'.repeat(1_500)] }));
    expect(howManyFit(long)).toBeGreaterThan(50);
    expect(JSON.stringify(long.slice(0, howManyFit(long))).length).toBeLessThan(151_000);
  });

  it('has a result that an event can hold, whatever the reasons', () => {
    expect(cutReason('short')).toBe('short');
    expect(cutReason('long '.repeat(100))).toHaveLength(200);
  });
});
