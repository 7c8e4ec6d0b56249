import type { Host, Hosts } from '#engine';
import { DomainError } from '#event-sourcing';

/** The host of that name; without one `local`, or the only one. */
export function hostNamed(name: string | undefined, hosts: Hosts): Host {
  const [only] = hosts.values();
  const host = name === undefined ? (hosts.get('local') ?? only) : hosts.get(name);
  if (host) return host;
  throw notFound(name, [...hosts.keys()]);
}

/** Refuses a host that is none of these. */
export function assertHost(name: string, hosts: readonly string[]): void {
  if (!hosts.includes(name)) throw notFound(name, hosts);
}

function notFound(name: string | undefined, hosts: readonly string[]): DomainError {
  const message = `There is no host "${name ?? ''}". There are: ${[...new Set(hosts)].join(', ')}.`;
  return new DomainError('not-found', 'host-not-found', message);
}
