import { removerAmong } from '../container/container.cause.js';
import type { ContainerSnapshot } from '../container/container.snapshot.js';
import { byDrift, byJob, does, prunes, type Suspect, suspectIn, type Suspects } from '../observation/cause.js';
import type { Cause } from '../observation/fact.js';
import type { VolumeSnapshot } from './volume.events.js';

/** Who created a volume: by itself, or along with a container. */
export function causeOfVolume(volume: VolumeSnapshot, suspects: Suspects): Cause {
  const job =
    makerOf(volume, suspects) ??
    suspectIn(suspects, does('volume.create'), ({ args }) => args['name'] === volume.name) ??
    suspectIn(suspects, does('create', 'run'), (suspect) => mounts(suspect, volume.name)) ??
    (isAnonymousVolume(volume.name)
      ? suspectIn(suspects, does('build', 'create', 'run'), makesContainer(suspects))
      : undefined);
  return job ? byJob(job) : byDrift('made past Longshore');
}

/** The job that its label names, when it has made, or is about to make, just this one. */
function makerOf({ name }: VolumeSnapshot, { labelled }: Suspects): Suspect | undefined {
  if (!labelled || !does('volume.create')(labelled)) return undefined;
  const made = labelled.exit?.result?.['volume'] ?? labelled.args['name'];
  return made === name ? labelled : undefined;
}

function mounts({ args: { volumes } }: Suspect, name: string): boolean {
  return Array.isArray(volumes) && volumes.some((volume) => String(volume).startsWith(`${name}:`));
}

/** A volume without a name of its own is made along with its container, and may go with it. */
export function isAnonymousVolume(name: string): boolean {
  return /^[0-9a-f]{64}$/.test(name);
}

/** A container that was made not longer ago than this may have been made along with a volume that is seen just now. */
const justMs = 5_000;

/** Whether a job is making its container, or has just made it. */
function makesContainer({ now }: Suspects): (job: Suspect) => boolean {
  return ({ effect, effectStartedAt }) =>
    effect?.['container'] === undefined ||
    (effectStartedAt !== undefined && now - Date.parse(effectStartedAt) < justMs);
}

/** Who removed a volume. `mountedBy`: the containers that had it. One without a name of its own may have gone with them. */
export function causeOfVolumeLoss(
  volume: VolumeSnapshot,
  mountedBy: readonly Pick<ContainerSnapshot, 'id' | 'imageName' | 'name'>[],
  suspects: Suspects,
): Cause {
  const { name } = volume;
  const job =
    suspectIn(suspects, does('volume.rm'), ({ args }) => args['volume'] === name) ??
    (isAnonymousVolume(volume.name) ? removerAmong(mountedBy, suspects) : undefined) ??
    suspectIn(suspects, prunes('volumes', name));
  return job ? byJob(job) : byDrift('removed past Longshore');
}
