import { describe, expect, it } from 'vitest';
import type { Misfit } from './placement.js';
import { tellWhy, type WaitReason } from './why-waits.js';

const full: Misfit = { host: 'a', code: 'full', running: 4, limit: 4 };
const unlabelled: Misfit = { host: 'b', code: 'labels', missing: { disk: 'ssd', zone: 'eu' } };

describe('why a build waits', () => {
  it.each<[WaitReason, string]>([
    [{ code: 'approval' }, 'waits until somebody approves the batch'],
    [
      { code: 'backoff', until: '2026-01-01T00:00:05Z', attempt: 2, of: 3, after: 'the registry answered 503' },
      'tries again at 2026-01-01T00:00:05Z (attempt 2 of 3), after: the registry answered 503',
    ],
    [{ code: 'batch-limit', running: 8, limit: 8 }, 'the batch is at its limit: 8 of 8 run'],
    [{ code: 'fair-share', ahead: 1 }, 'stands behind 1 other by fair share'],
    [{ code: 'fair-share', ahead: 12 }, 'stands behind 12 others by fair share'],
    [{ code: 'group-limit', group: 'gpu', running: 1, limit: 1 }, 'the group gpu is at its limit: 1 of 1 run'],
    [
      {
        code: 'needs',
        builds: [
          { build: 'base', state: 'running' },
          { build: 'lib', state: 'waiting' },
        ],
      },
      'needs base (running); lib (waiting)',
    ],
    [
      { code: 'needs', builds: Array.from({ length: 9 }, (_, at) => ({ build: `b${at}`, state: 'waiting' as const })) },
      'needs b0 (waiting); b1 (waiting); b2 (waiting); b3 (waiting); b4 (waiting); and 4 more',
    ],
    [{ code: 'no-host', misfits: [full, unlabelled] }, 'host a is at its limit: 4 of 4 run'],
    [
      {
        code: 'no-host',
        misfits: [
          { host: 'a', code: 'away' },
          { host: 'b', code: 'drained' },
        ],
      },
      'host a is away; host b is drained',
    ],
    [{ code: 'no-host', misfits: [{ ...full, code: 'batch-full' }] }, "host a is at the batch's limit: 4 of 4 run"],
    [
      {
        code: 'no-host',
        misfits: [
          unlabelled,
          { host: 'c', code: 'platform', platform: 'linux/arm64', has: ['linux/amd64'] },
          { host: 'd', code: 'not-listed', listed: ['e', 'f'] },
          { host: 'e', code: 'pinned', to: 'f' },
        ],
      },
      'no host fits: host b lacks disk=ssd, zone=eu; host c builds for linux/amd64, not linux/arm64; host d is not among e, f; host e has not the images of the builds that it needs, which host f has',
    ],
    [{ code: 'no-host', misfits: [] }, 'there is no host'],
    [{ code: 'paused' }, 'the batch is paused'],
    [{ code: 'publishing' }, 'has been built; its tags are being published with those of the others'],
    [{ code: 'shared', build: 'web' }, 'is the same as web, which is built for both'],
    [{ code: 'shared', build: 'web', batch: '01J' }, 'is the same as web of batch 01J, which is built for both'],
    [{ code: 'starting', host: 'a' }, 'begins on host a in a moment'],
    [{ code: 'superseded', by: '01J' }, 'batch 01J has taken the place of this one'],
  ])('is told as a sentence with its facts: %j', (reason, sentence) => {
    expect(tellWhy(reason)).toEqual({ ...reason, sentence });
  });
});
