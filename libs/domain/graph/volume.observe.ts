import { type Change, isSame } from '../observation/change.js';
import type { VolumeFact, VolumeSnapshot } from './volume.events.js';

export type VolumeChange = Change<VolumeFact>;

/**
 * What a look at a volume adds to what is known of it; `now` is undefined when it is gone. Another one of its name is told by what it
 * was made with: the engine's time of creation is the last change of its directory.
 */
export function observeVolume(
  known: VolumeSnapshot | undefined,
  now: VolumeSnapshot | undefined,
  at: string,
): readonly VolumeChange[] {
  const isOther = known && now && !isSame(madeWith(known), madeWith(now));
  const gone: readonly VolumeChange[] =
    known && (!now || isOther) ? [{ type: 'VolumeRemoved', data: { at, name: known.name } }] : [];
  const come: readonly VolumeChange[] =
    now && (!known || isOther) ? [{ type: 'VolumeCreated', data: { at, volume: now } }] : [];
  return [...gone, ...come];
}

function madeWith({ driver, labels, options, job }: VolumeSnapshot) {
  return { driver, labels, options, ...(job !== undefined && { job }) };
}
