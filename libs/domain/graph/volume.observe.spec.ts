import { volumeOf } from '#testing';
import { describe, expect, it } from 'vitest';
import { volumeEvents, type VolumeSnapshot } from './volume.events.js';
import { observeVolume } from './volume.observe.js';

const at = '2026-01-01T12:00:10.000000000Z';
const data = volumeOf('data');

const created = (volume: VolumeSnapshot) => ({ type: 'VolumeCreated', data: { at, volume } });
const removed = { type: 'VolumeRemoved', data: { at, name: 'data' } };

describe('a volume', () => {
  it('that is new was created', () => expect(observeVolume(undefined, data, at)).toEqual([created(data)]));

  it('that is gone was removed', () => expect(observeVolume(data, undefined, at)).toEqual([removed]));

  it('is the same when its folder has changed, which the engine takes for its creation', () => {
    expect(observeVolume(data, { ...data, createdAt: at }, at)).toEqual([]);
    expect(observeVolume(undefined, undefined, at)).toEqual([]);
  });

  it.each([{ driver: 'nfs' }, { labels: { purpose: 'test' } }, { options: { type: 'tmpfs' } }, { job: 'another job' }])(
    'that is made with %o is another one of its name',
    (more) => {
      const other = { ...data, ...more };
      expect(observeVolume(data, other, at)).toEqual([removed, created(other)]);
      expect(observeVolume(other, data, at)).toEqual([removed, created(data)]);
    },
  );

  it('gives facts that fit their schemas', () => {
    const circumstances = { host: 'local', seen: 'event', cause: { by: 'drift', known: 'a spec' } };
    for (const { type, data: fact } of observeVolume(data, { ...data, driver: 'nfs' }, at))
      expect(() => volumeEvents[type]?.schema.parse({ ...fact, ...circumstances })).not.toThrow();
  });
});
