import { callBodies, type Fields, type HostPolicy, type PowerField, powersIn } from '#domain';
import type { LookedUp } from './look-up.js';

interface Named {
  /** Where the request names it: `HostConfig.NetworkMode`. */
  readonly field: string;
  readonly found: LookedUp | undefined;
}

/** What of a container's configuration tells of power; the rest is filled with an engine's own defaults in what it tells. */
const telling = [
  'Binds',
  'CapAdd',
  'DeviceCgroupRules',
  'DeviceRequests',
  'Devices',
  'IpcMode',
  'Mounts',
  'NetworkMode',
  'PidMode',
  'Privileged',
  'SecurityOpt',
  'UTSMode',
  'UsernsMode',
] as const;

/**
 * The power over the host that something has which a request would share, enter or mount: a container by its own configuration, a network that
 * is the host's, a volume whose options mount something of the host.
 */
export function powersOfLookedUp({ field, found }: Named, policy: HostPolicy): readonly PowerField[] {
  if (found?.id === undefined) return [];
  const reason = reasons[found.kind](found.told, policy);
  return reason === undefined ? [] : [{ field, reason }];
}

type Told = LookedUp['told'];

const reasons: Readonly<Record<LookedUp['kind'], (told: Told, policy: HostPolicy) => string | undefined>> = {
  container: ({ HostConfig: config }, policy) => {
    const { object } = callBodies.ContainerCreate.HostConfig as { readonly object: Fields };
    const set = Object.entries((config ?? {}) as Told).filter(
      ([name, value]) => (telling as readonly string[]).includes(name) && value !== null,
    );
    const [power] = powersIn(object, Object.fromEntries(set), policy);
    return power && `the container has power over the host (${power.field}: ${power.reason})`;
  },
  image: () => undefined,
  network: ({ Driver: driver }) => (driver === 'host' ? 'it is the network of the host' : undefined),
  volume: ({ Options: options }) =>
    options && Object.keys(options).length > 0 ? 'the options of the volume mount something of the host' : undefined,
};
