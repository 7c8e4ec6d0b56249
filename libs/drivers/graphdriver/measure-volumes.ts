import { setTimeout as delay } from 'node:timers/promises';
import type { VolumeInspectInfo } from 'dockerode';
import { DomainError } from '#event-sourcing';
import type { EngineConnection } from '../connection/engine-connection.js';

interface DiskUsage {
  readonly Volumes: readonly VolumeInspectInfo[] | null;
}

/** An engine before 23.0 refuses while it does the same for somebody else; it is asked again so often, at this interval. */
const attempts = 50;
const intervalMs = 200;

/** Bytes of each volume, of those that the engine can tell. */
export async function measureVolumes(engine: EngineConnection): Promise<ReadonlyMap<string, number>> {
  const { Volumes } = await diskUsage(engine);
  const sizes = (Volumes ?? []).map(({ Name, UsageData }) => [Name, UsageData?.Size ?? -1] as const);
  return new Map(sizes.filter(([, size]) => size >= 0));
}

async function diskUsage(engine: EngineConnection): Promise<DiskUsage> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await engine.call<DiskUsage>({ method: 'GET', path: '/system/df' });
    } catch (error) {
      const mayPass = error instanceof DomainError && error.code === 'host-refused' && error.kind === 'internal';
      if (!mayPass || attempt === attempts) throw error;
      await delay(intervalMs);
    }
  }
}
