import { DomainError } from '#event-sourcing';
import type { Host } from '../ports/index.js';

interface Naming<Args> {
  readonly args: Args;
  readonly host: Host | undefined;
}

interface Prepared<Args> {
  readonly args: Args;
  readonly warnings: readonly string[];
}

/** Replaces the name of a container by its full id, so that judged and done is the same one. */
export async function requireContainer<Args extends { readonly container: string }>({
  args,
  host,
}: Naming<Args>): Promise<Prepared<Args>> {
  const container = host && (await findContainer(host, args.container));
  return { args: { ...args, ...(container && { container: container.id }) }, warnings: [] };
}

/** The same for a network. */
export async function requireNetwork<Args extends { readonly network: string }>({
  args,
  host,
}: Naming<Args>): Promise<Prepared<Args>> {
  if (!host) return { args, warnings: [] };
  const network = await host.network.inspectNetwork(args.network);
  if (network) return { args: { ...args, network: network.id }, warnings: [] };
  const names = (await host.network.listNetworks()).map((known) => known.name).toSorted();
  throw new DomainError(
    'not-found',
    'network-not-found',
    `There is no network "${args.network}" on host ${host.name}. There are: ${names.join(', ')}.`,
  );
}

/** The same for a volume, which has no id. */
export async function requireVolume<Args extends { readonly volume: string }>({
  args,
  host,
}: Naming<Args>): Promise<Prepared<Args>> {
  if (host && !(await host.graph.inspectVolume(args.volume))) {
    throw new DomainError(
      'not-found',
      'volume-not-found',
      `There is no volume "${args.volume}" on host ${host.name}. List them with GET /v1/volumes.`,
    );
  }
  return { args, warnings: [] };
}

/** The same for an image; its name stays, since it tells which tag is meant. */
export async function requireImage<Args extends { readonly image: string }>({
  args,
  host,
}: Naming<Args>): Promise<Prepared<Args>> {
  if (host && !(await host.graph.inspectImage(args.image))) {
    throw new DomainError(
      'not-found',
      'image-not-found',
      `There is no image "${args.image}" on host ${host.name}. List them with GET /v1/images.`,
    );
  }
  return { args, warnings: [] };
}

async function findContainer(host: Host, ref: string): Promise<{ readonly id: string }> {
  const found = await host.exec.inspectContainer(ref);
  if (found) return found;
  throw new DomainError(
    'not-found',
    'container-not-found',
    `There is no container "${ref}" on host ${host.name}. List them with GET /v1/containers.`,
  );
}
