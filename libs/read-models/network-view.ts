import {
  type ContainersById,
  type ContainerSnapshot,
  endpointOn,
  type NetworkName,
  namesResolvedBy,
  type NetworkSnapshot,
} from '#domain';
import { type ContainerRef, containerRef, type PlaceView, viewPlace } from './container-view.js';
import { viewFact } from './fact-view.js';
import type { RecordedFact } from './history/told-after.js';
import { type NamespaceView, viewNamespace } from './namespaces.js';

/** A network at a moment. What is not known is null. */
export function viewNetwork(fact: RecordedFact) {
  const network = networkIn(fact);
  const config = network.ipam.config.map(({ subnet = null, gateway = null, range = null }) => ({
    subnet,
    gateway,
    range,
  }));
  return {
    host: fact.data.host,
    ...network,
    ipam: { ...network.ipam, config },
    job: network.job ?? null,
    /** The fact that made it. */
    since: viewFact(fact),
  };
}

export type NetworkView = ReturnType<typeof viewNetwork>;

/** The network that the fact tells of. */
export function networkIn({ type, data }: RecordedFact): NetworkSnapshot {
  if ('network' in data && typeof data.network === 'object') return data.network;
  throw new Error(`${type} tells of no network`);
}

/** What is known around a member of a network. */
export interface NetworkThen {
  readonly network: NetworkSnapshot;
  readonly names: readonly NetworkName[];
  /** Who shares whose network. */
  readonly around: ContainersById;
  /** By container. */
  readonly hostnames: ReadonlyMap<string, string>;
}

/** A container on a network. */
export function viewMember(
  container: ContainerSnapshot,
  { network, names, around, hostnames }: NetworkThen,
): MemberView {
  const { sharedBy, breaksIfStopped } = viewNamespace(container, around);
  return {
    ...containerRef(container),
    ...viewPlace(endpointOn(network, container) ?? { aliases: [] }),
    resolves: namesResolvedBy(container, hostnames.get(container.id) ?? '', { network, names }),
    sharedBy,
    breaksIfStopped,
  };
}

/** A member, and what hangs on it. */
export interface MemberView extends ContainerRef, PlaceView {
  /** The names that it resolves through this network; none while it does not run. */
  readonly resolves: readonly string[];
  /** The containers of mode `container:<id>` that have its network, and resolve what it does. */
  readonly sharedBy: NamespaceView['sharedBy'];
  readonly breaksIfStopped: NamespaceView['breaksIfStopped'];
}

/** A name that members resolve, and where it leads. */
export function viewName({ name, container, ipv4, ipv6 }: NetworkName) {
  return { name, container, ipv4: ipv4 ?? null, ipv6: ipv6 ?? null };
}
