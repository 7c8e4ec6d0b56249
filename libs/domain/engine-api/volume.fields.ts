import { z } from 'zod';
import { labels } from './container-config.fields.js';
import { type Fields, hostOnly, int, string, stringMap, strings } from './fields.js';
import { volumeDriver, volumeOptions } from './mounts.fields.js';

/** Go has its segments one level deeper than the specification says. */
const topologies = { listOf: { mapOf: { is: z.union([string.is, stringMap.is]) } } };

const placement: Fields = {
  AccessibilityRequirements: { object: { Preferred: topologies, Requisite: topologies } },
  Availability: string,
  CapacityRange: { object: { LimitBytes: int, RequiredBytes: int } },
  Secrets: { listOf: { object: { Key: string, Secret: string } } },
};

/** What a volume of a swarm's storage is made from. Its placement stands beside the mode of access; the specification has it inside. */
const clusterVolumeSpec: Fields = {
  AccessMode: {
    object: {
      ...placement,
      BlockVolume: { object: {} },
      MountVolume: { object: { FsType: string, MountFlags: strings } },
      Scope: string,
      Sharing: string,
    },
  },
  ...placement,
  Group: string,
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
