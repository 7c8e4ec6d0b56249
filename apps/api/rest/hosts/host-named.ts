import type { Host, Hosts } from '#engine';
import { DomainError } from '#event-sourcing';

/** The host of that name; without one `local`, or the only one. */
export function hostNamed(name: string | undefined, hosts: Hosts): Host {
  const [only] = hosts.values();
  const host = name === undefined ? (hosts.get('local') ?? only) : hosts.get(name);
  if (host) return host;
  throw new DomainError(
    'not-found',
    'host-not-found',
    `There is no host "${name ?? ''}". There are: ${[...hosts.keys()].join(', ')}.`,
  );
}
