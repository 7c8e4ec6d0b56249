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
  if (name === 'volume.create' && 'options' in args && Object.keys(args.options).length > 0) {
    return { field: 'options', reason: 'options of a volume driver can mount any directory of the host' };
  }
  return undefined;
}
