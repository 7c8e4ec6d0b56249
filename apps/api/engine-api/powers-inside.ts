import type { HostPolicy, PowerField } from '#domain';
import type { EngineApi } from '#engine';
import { lookUp } from './look-up.js';
import { powersOfLookedUp } from './powers-of-looked-up.js';
import { standsOn } from './stands-on.js';

/** The power over the host that whoever enters a container has: its own, and that of all whose namespaces or volumes it shares. */
export async function powersInside(
  api: EngineApi,
  container: string,
  policy: HostPolicy,
): Promise<readonly PowerField[]> {
  const found = await lookUp(api, 'container', container);
  const all = found ? [found, ...(await standsOn(api, found))] : [];
  return all.flatMap((thing) => powersOfLookedUp({ field: 'container', found: thing }, policy));
}
