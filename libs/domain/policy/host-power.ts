import type { Fields, Message } from '../engine-api/fields.js';
import { networkCreate } from '../engine-api/network.fields.js';
import { powersIn } from '../engine-api/powers-in.js';
import { volumeCreate } from '../engine-api/volume.fields.js';
import type { JobArgs, JobName } from '../job/job-types.js';

/** A field of a command that gives power over the host itself, and why. */
export interface HostPower {
  readonly field: string;
  readonly reason: string;
}

/** The first field of these arguments that only an actor with the right `host` may send; undefined when there is none. */
export function hostPowerOf(name: JobName, args: JobArgs): HostPower | undefined {
  if ('network' in args && args.network === 'host' && name !== 'network.rm') {
    return { field: 'network', reason: 'host mode shares the network of the host' };
  }
  if ('volumes' in args && Array.isArray(args.volumes) && args.volumes.some((volume) => volume.startsWith('/'))) {
    return { field: 'volumes', reason: 'a bind mount opens a directory of the host' };
  }
  if (name === 'network.create') return powerOfNetwork(args as JobArgs<'network.create'>);
  return name === 'volume.create' ? powerOfVolume(args as JobArgs<'volume.create'>) : undefined;
}

function powerOfNetwork({ driver, options, subnet = '' }: JobArgs<'network.create'>): HostPower | undefined {
  const message = { Driver: driver, IPAM: { Config: [{ Subnet: subnet }] }, Options: options };
  return powerIn(networkCreate, message, { Driver: 'driver', IPAM: 'subnet', Options: 'options' });
}

function powerOfVolume({ driver = '', options }: JobArgs<'volume.create'>): HostPower | undefined {
  return powerIn(volumeCreate, { Driver: driver, DriverOpts: options }, { Driver: 'driver', DriverOpts: 'options' });
}

/** Judges by the tables of the Engine API, and says it in REST's words. */
function powerIn(fields: Fields, message: Message, words: Readonly<Record<string, string>>): HostPower | undefined {
  const [power] = powersIn(fields, message, { binds: [] });
  return power && { field: words[power.field.split('.')[0] ?? ''] ?? power.field, reason: power.reason };
}
