import { ago, type Choosing, isMeant } from './prune-filter.js';
import type { PruneItem } from './prune-plan.events.js';

/** A network as far as pruning goes by it. */
export interface PrunableNetwork {
  readonly id: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly createdAt: string;
  /** Those that run, as the network itself tells. */
  readonly members: readonly { readonly name: string }[];
}

/** A container, running or not, and the networks that it has a place on: each by name, with its id once that is known. */
export interface Connected {
  readonly name: string;
  readonly networks: Readonly<Record<string, { readonly network: string }>>;
}

/** What Docker makes by itself and needs. */
const predefined: ReadonlySet<string> = new Set(['bridge', 'docker_gwbridge', 'host', 'ingress', 'none']);

/** The networks without members, the oldest first. */
export function networksToPrune(
  networks: readonly PrunableNetwork[],
  containers: readonly Connected[],
  choosing: Choosing,
): readonly PruneItem[] {
  return networks
    .filter((network) => !predefined.has(network.name) && memberOf(network, containers) === undefined)
    .filter(({ labels, createdAt }) => isMeant(choosing, { labels, since: createdAt }))
    .toSorted((one, other) => Date.parse(one.createdAt) - Date.parse(other.createdAt))
    .map(({ id, name, createdAt }) => ({
      id,
      names: [name],
      reason: `no members; created ${ago(createdAt, choosing.now)}`,
      bytes: 0,
      createdAt,
    }));
}

/** The name of a member, when there is one. A stopped container is one too: without its network it could not start again. */
export function memberOf(
  { id, name, members }: Pick<PrunableNetwork, 'id' | 'name' | 'members'>,
  containers: readonly Connected[],
): string | undefined {
  const isHere = ({ networks }: Connected) =>
    Object.entries(networks).some(([known, { network }]) => (network === '' ? known === name : network === id));
  return members[0]?.name ?? containers.find(isHere)?.name;
}
