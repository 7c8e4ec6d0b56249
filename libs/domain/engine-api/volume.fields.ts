import { z } from 'zod';
import { labels } from './container-config.fields.js';
import { type Fields, hostOnly, int, string, stringMap, strings } from './fields.js';
import { volumeDriver, volumeOptions } from './mounts.fields.js';

/** Go has its segments one level deeper than the specification says. */
const topologies = { listOf: { mapOf: { is: z.union([string.is, stringMap.is]) } } };

/** What a volume of a swarm's storage is made from. */
export const clusterVolumeSpec: Fields = {
  AccessMode: {
    object: {
      BlockVolume: { object: {} },
      MountVolume: { object: { FsType: string, MountFlags: strings } },
      Scope: string,
      Sharing: string,
    },
  },
  AccessibilityRequirements: { object: { Preferred: topologies, Requisite: topologies } },
  Availability: string,
  CapacityRange: { object: { LimitBytes: int, RequiredBytes: int } },
  Group: string,
  Secrets: { listOf: { object: { Key: string, Secret: string } } },
};

/** What a volume is made from. */
export const volumeCreate: Fields = {
  ClusterVolumeSpec: hostOnly({ object: clusterVolumeSpec }, 'it is of the whole swarm'),
  Driver: volumeDriver,
  DriverOpts: volumeOptions,
  Labels: labels,
  Name: string,
};

/** How a volume of a swarm's storage is changed. */
export const volumeUpdate: Fields = { Spec: { object: clusterVolumeSpec } };
