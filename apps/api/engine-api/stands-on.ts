import { referencesOfCall } from '#domain';
import type { EngineApi } from '#engine';
import { type LookedUp, lookUp } from './look-up.js';

/**
 * What a container shares with others by its own configuration, however far that goes: the containers whose namespaces or volumes it has, and
 * theirs, and the volumes and networks of each. Who enters the one has what the others have.
 */
export async function standsOn(
  api: EngineApi,
  container: LookedUp,
  seen: ReadonlySet<string | undefined> = new Set(),
): Promise<readonly LookedUp[]> {
  if (container.kind !== 'container' || container.id === undefined || seen.has(container.id)) return [];
  const known = new Set([...seen, container.id]);
  const body = { HostConfig: container.told['HostConfig'] ?? {} };
  const found = await Promise.all(
    referencesOfCall('ContainerCreate', { body }).map(async ({ kind, ref }) => lookUp(api, kind, ref)),
  );
  const there = found.filter((thing) => thing !== undefined);
  const further = await Promise.all(there.map(async (thing) => standsOn(api, thing, known)));
  return [...there, ...further.flat()];
}
