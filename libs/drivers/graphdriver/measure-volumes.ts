import { diskUsage } from '../connection/disk-usage.js';
import type { EngineConnection } from '../connection/engine-connection.js';

/** Bytes of each volume, of those that the engine can tell. */
export async function measureVolumes(engine: EngineConnection): Promise<ReadonlyMap<string, number>> {
  const { Volumes } = await diskUsage(engine);
  const sizes = (Volumes ?? []).map(({ Name, UsageData }) => [Name, UsageData?.Size ?? -1] as const);
  return new Map(sizes.filter(([, size]) => size >= 0));
}
