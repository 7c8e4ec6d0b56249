import { removerAmong } from '../container/container.cause.js';
import type { ContainerSnapshot } from '../container/container.snapshot.js';
import { byDrift, byJob, does, prunes, type Suspect, suspectIn, type Suspects } from '../observation/cause.js';
import type { Cause } from '../observation/fact.js';
import type { VolumeSnapshot } from './volume.events.js';

/** Who created a volume: by itself, or along with a container. */
export function causeOfVolume(volume: VolumeSnapshot, suspects: Suspects): Cause {
  const { labelled } = suspects;
  if (labelled?.name === 'volume.create') return byJob(labelled);
  const job =
    suspectIn(suspects, does('volume.create'), ({ args }) => args['name'] === volume.name) ??
    suspectIn(suspects, does('create', 'run'), (suspect) => mounts(suspect, volume.name)) ??
    (isAnonymousVolume(volume.name)
      ? suspectIn(suspects, does('build', 'create', 'run'), isMakingContainer)
      : undefined);
  return job ? byJob(job) : byDrift('made past Longshore');
}

function mounts({ args: { volumes } }: Suspect, name: string): boolean {
  return Array.isArray(volumes) && volumes.some((volume) => String(volume).startsWith(`${name}:`));
}

/** A volume without a name of its own is made along with its container, and may go with it. */
export function isAnonymousVolume(name: string): boolean {
  return /^[0-9a-f]{64}$/.test(name);
}

function isMakingContainer({ effect }: Suspect): boolean {
  return effect?.['container'] === undefined;
}

/** Who removed a volume. `mountedBy`: the containers that had it, and that it may have gone with. */
export function causeOfVolumeLoss(
  { name }: VolumeSnapshot,
  mountedBy: readonly Pick<ContainerSnapshot, 'id' | 'name'>[],
  suspects: Suspects,
): Cause {
  const job =
    suspectIn(suspects, does('volume.rm'), ({ args }) => args['volume'] === name) ??
    removerAmong(mountedBy, suspects) ??
    suspectIn(suspects, prunes(name));
  return job ? byJob(job) : byDrift('removed past Longshore');
}
