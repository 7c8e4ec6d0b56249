import type { ContainerSnapshot } from '../container/container.snapshot.js';

/** The containers of a host by id, as they were at a moment; also those that were gone by then, in state `removed`, when another one names them. */
export type ContainersById = ReadonlyMap<string, ContainerSnapshot>;

/** What became of the network that a container shares: it has it, it has lost it and has `lo` alone, or it does not run. */
export type NetworkShare = 'shared' | 'lost' | 'down';

/** The id in the network mode `container:<id>`; undefined in every other mode. */
export function sharedWith({ networkMode }: ContainerSnapshot): string | undefined {
  return networkMode.startsWith('container:') ? networkMode.slice('container:'.length) : undefined;
}

/** Whose network namespace it has: its own, or that of the container which it was told to share, and so on. Undefined when that one is not known. */
export function namespaceOwner(
  container: ContainerSnapshot,
  containers: ContainersById,
): ContainerSnapshot | undefined {
  return sharedChain(container, containers).at(-1);
}

/**
 * Whether a container of mode `container:<id>` still has the network that it joined. Docker gives the owner a new namespace at each start; who
 * shared the old one stays in it, with `lo` alone, until it is started again itself. The host's namespace and that of `none` stay as they are.
 */
export function shareOf(container: ContainerSnapshot, containers: ContainersById): NetworkShare {
  if (!hasNamespace(container)) return 'down';
  const owner = namespaceOwner(container, containers);
  if (owner !== undefined && isLasting(owner)) return 'shared';
  const isJoined = owner !== undefined && hasNamespace(owner) && startOf(owner) <= startOf(container);
  return isJoined ? 'shared' : 'lost';
}

/** The containers that share the network of this one, also by way of each other. */
export function sharersOf({ id }: ContainerSnapshot, containers: ContainersById): readonly ContainerSnapshot[] {
  return [...containers.values()].filter(
    (other) => other.state !== 'removed' && sharedChain(other, containers).some((each, n) => n > 0 && each.id === id),
  );
}

/** The containers that would have `lo` alone if this one stopped. It owns what they share; one that only passes it on breaks nothing. */
export function losersOf(container: ContainerSnapshot, containers: ContainersById): readonly ContainerSnapshot[] {
  if (isLasting(container)) return [];
  return sharersOf(container, containers).filter(
    (other) => namespaceOwner(other, containers)?.id === container.id && shareOf(other, containers) === 'shared',
  );
}

/** The container itself, the one that it shares with, the one that this shares with …; empty when one of them is not known. */
function sharedChain(container: ContainerSnapshot, containers: ContainersById): readonly ContainerSnapshot[] {
  const chain = [container];
  for (let id = sharedWith(container); id !== undefined;) {
    const next = containers.get(id);
    if (next === undefined || chain.includes(next)) return [];
    chain.push(next);
    id = sharedWith(next);
  }
  return chain;
}

/** One that waits for its next start has none, though Docker calls it up. */
function hasNamespace({ state }: ContainerSnapshot): boolean {
  return state === 'running' || state === 'paused';
}

function isLasting({ networkMode }: ContainerSnapshot): boolean {
  return networkMode === 'host' || networkMode === 'none';
}

function startOf({ startedAt }: ContainerSnapshot): number {
  return startedAt === undefined ? Number.NEGATIVE_INFINITY : Date.parse(startedAt);
}
