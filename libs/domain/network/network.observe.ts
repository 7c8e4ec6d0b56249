import type { Change } from '../observation/change.js';
import type { NetworkFact, NetworkSnapshot } from './network.events.js';

export type NetworkChange = Change<NetworkFact>;

/** The networks that an engine makes by itself. */
export const predefinedNetworks: ReadonlySet<string> = new Set(['bridge', 'host', 'none']);

/** What a look at a network adds to what is known of it; `now` is undefined when it is gone. A network never changes. */
export function observeNetwork(
  known: NetworkSnapshot | undefined,
  now: NetworkSnapshot | undefined,
  at: string,
): readonly NetworkChange[] {
  if (known && !now) return [{ type: 'NetworkRemoved', data: { at, id: known.id, name: known.name } }];
  return now && !known ? [{ type: 'NetworkCreated', data: { at: now.createdAt, network: now } }] : [];
}
