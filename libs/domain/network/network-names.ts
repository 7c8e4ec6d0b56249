import type { ContainerSnapshot, Endpoint } from '../container/container.snapshot.js';
import type { NetworkSnapshot } from './network.events.js';

/** A name that a network's members can resolve, and what it leads to. */
export interface NetworkName {
  readonly name: string;
  /** Id of the container that has the name. */
  readonly container: string;
  readonly ipv4?: string;
  readonly ipv6?: string;
}

type Network = Pick<NetworkSnapshot, 'id' | 'name'>;

/** The networks of the engine itself. It answers no names there. */
const builtIn = new Set(['bridge', 'host', 'none']);

/** A container's place on the network; undefined when it is no member. */
export function endpointOn(network: Network, { endpoints }: ContainerSnapshot): Endpoint | undefined {
  return endpoints.find((each) => each.network === network.id || (each.network === '' && each.name === network.name));
}

/** The names that Docker's own DNS answers on a network: the names and aliases of all members that run. */
export function namesOn(network: Network, members: readonly ContainerSnapshot[]): readonly NetworkName[] {
  if (builtIn.has(network.name)) return [];
  return members.flatMap((member) => {
    const place = placeOf(network, member);
    if (place === undefined) return [];
    const { ipv4, ipv6, aliases } = place;
    const leadsTo = { container: member.id, ...(ipv4 !== undefined && { ipv4 }), ...(ipv6 !== undefined && { ipv6 }) };
    return [...new Set([member.name, ...aliases])].map((name) => ({ name, ...leadsTo }));
  });
}

/**
 * What a member resolves through the network: what `namesOn` says, and its own host name, which stands in its /etc/hosts; on the default
 * bridge that one alone, and nothing in the modes host and none, which have no such file of their own with an address in it.
 */
export function namesResolvedBy(
  member: ContainerSnapshot,
  hostname: string,
  { network, names }: { readonly network: Network; readonly names: readonly NetworkName[] },
): readonly string[] {
  if (placeOf(network, member) === undefined) return [];
  return [...new Set([hostname, ...names.map(({ name }) => name)])].toSorted();
}

/** A place with an address: only a running container has one. */
function placeOf(network: Network, member: ContainerSnapshot): Endpoint | undefined {
  const place = endpointOn(network, member);
  const isReached = (member.state === 'running' || member.state === 'paused') && Boolean(place?.ipv4 ?? place?.ipv6);
  return isReached ? place : undefined;
}
