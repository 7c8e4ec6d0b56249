import { setTimeout as delay } from 'node:timers/promises';
import type { VolumeInspectInfo } from 'dockerode';
import { DomainError } from '#event-sourcing';
import type { EngineConnection } from './engine-connection.js';

/** What an engine takes of its disk, as `docker system df` asks for it. */
export interface EngineDiskUsage {
  readonly LayersSize: number;
  readonly Images:
    | readonly { readonly Size: number; readonly SharedSize: number; readonly Containers: number }[]
    | null;
  readonly Containers: readonly { readonly State: string; readonly SizeRw?: number }[] | null;
  readonly Volumes: readonly VolumeInspectInfo[] | null;
  readonly BuildCache: readonly { readonly Size: number; readonly InUse: boolean; readonly Shared: boolean }[] | null;
}

/** An engine before 23.0 refuses while it does the same for somebody else; it is asked again so often, at this interval. */
const attempts = 50;
const intervalMs = 200;

/** Asks an engine to measure: of a large one that takes minutes. */
export async function diskUsage(engine: EngineConnection, signal?: AbortSignal): Promise<EngineDiskUsage> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await engine.call<EngineDiskUsage>({ method: 'GET', path: '/system/df', ...(signal && { signal }) });
    } catch (error) {
      const mayPass = error instanceof DomainError && error.code === 'host-refused' && error.kind === 'internal';
      if (!mayPass || attempt === attempts) throw error;
      await delay(intervalMs);
    }
  }
}
