import type { DiskUse } from '#domain';
import type { EngineDiskUsage } from '../connection/disk-usage.js';

const inUse: ReadonlySet<string> = new Set(['running', 'paused', 'restarting']);

/** Adds up what an engine measured, and what of it is of no use, as the docker CLI does. */
export function diskUseOf({ LayersSize: layers, Images, Containers, Volumes, BuildCache }: EngineDiskUsage): DiskUse {
  const used = (Images ?? []).filter(({ Containers: containers }) => containers > 0);
  const known = used.filter(({ Size: size, SharedSize: shared }) => size >= 0 && shared >= 0);
  const containers = (Containers ?? []).map(({ State: state, SizeRw: size = 0 }) => [size, inUse.has(state)] as const);
  const volumes = (Volumes ?? []).map(({ UsageData: data }) => [data?.Size ?? -1, (data?.RefCount ?? 1) > 0] as const);
  const cache = (BuildCache ?? []).filter(({ Shared: isShared }) => !isShared);
  return {
    images: {
      bytes: layers,
      reclaimable: Math.max(0, layers - sum(known.map(({ Size: size, SharedSize: shared }) => size - shared))),
    },
    containers: shareOf(containers),
    volumes: shareOf(volumes.filter(([size]) => size >= 0)),
    buildCache: shareOf(cache.map(({ Size: size, InUse: isUsed }) => [size, isUsed] as const)),
  };
}

function shareOf(things: readonly (readonly [bytes: number, isUsed: boolean])[]): DiskUse['volumes'] {
  return {
    bytes: sum(things.map(([bytes]) => bytes)),
    reclaimable: sum(things.filter(([, isUsed]) => !isUsed).map(([bytes]) => bytes)),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, number) => all + number, 0);
}
