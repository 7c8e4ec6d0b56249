import { type Choosing, isMeant } from './prune-filter.js';
import type { PruneItem } from './prune-plan.events.js';

/** A volume as far as pruning goes by it. */
export interface PrunableVolume {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Absent where its driver does not tell. */
  readonly createdAt?: string;
}

/** A container, running or not, and the names of the volumes that it mounts. */
export interface Mounting {
  readonly name: string;
  readonly volumes: readonly string[];
}

/** The volumes that no container mounts, by name. */
export function volumesToPrune(
  volumes: readonly PrunableVolume[],
  containers: readonly Mounting[],
  choosing: Choosing,
): readonly PruneItem[] {
  return volumes
    .filter((volume) => mounterOf(volume.name, containers) === undefined)
    .filter((volume) => isAnonymous(volume) || !choosing.filter.anonymous)
    .filter(({ labels, createdAt }) => isMeant(choosing, { labels, since: createdAt }))
    .toSorted((one, other) => one.name.localeCompare(other.name))
    .map((volume) => ({
      id: volume.name,
      names: [volume.name],
      reason: isAnonymous(volume) ? 'anonymous, and no container mounts it' : 'no container mounts it',
      ...(volume.createdAt !== undefined && { createdAt: volume.createdAt }),
    }));
}

/** The name of a container that mounts the volume, when there is one. */
export function mounterOf(volume: string, containers: readonly Mounting[]): string | undefined {
  return containers.find(({ volumes }) => volumes.includes(volume))?.name;
}

/** Engines from 23.0 on mark them by a label; all of them give them a name of 64 hexadecimal digits. */
function isAnonymous({ name, labels }: PrunableVolume): boolean {
  return Object.hasOwn(labels, 'com.docker.volume.anonymous') || /^[0-9a-f]{64}$/.test(name);
}
