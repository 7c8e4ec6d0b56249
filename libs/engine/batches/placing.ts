import type { BatchBuild, PlacementBuild, PlacementHost } from '#domain';
import type { BatchBook } from './batch-book.js';
import type { OpenBatch } from './open-batch.js';

/** What bounds the turns. */
export interface Room {
  /** How many jobs of batches each host may have, those in its queue too. */
  readonly slots: ReadonlyMap<string, number>;
  readonly labels: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** `os/arch` of each host, where it is known; undefined of those that do not answer. */
  readonly platforms: ReadonlyMap<string, string | undefined>;
}

/** The hosts as far as it matters for where builds go. */
export function hostsOf(book: BatchBook, { slots, labels, platforms }: Room): readonly PlacementHost[] {
  return [...slots].map(([name, limit]) => {
    const platform = platforms.get(name);
    return {
      ...idle(name),
      labels: labels.get(name) ?? {},
      platforms: platform === undefined ? [] : [platform],
      running: book.loads.get(name) ?? 0,
      limit,
      isDrained: book.drained.has(name),
      isAway: platform === undefined && platforms.has(name),
      ...book.known.get(name),
    };
  });
}

/** What a build asks of the host that it goes to. */
export function needsOf(open: OpenBatch, build: BatchBuild): PlacementBuild {
  const { policies } = open.batch;
  const { plan } = build;
  const pinned = open.pinOf(build);
  const ground = open.groundOf(build);
  const platform = plan.args.platform ?? ground?.platform;
  return {
    requires: { ...policies.requires, ...(ground ?? plan).requires },
    ...(policies.hosts && { hosts: policies.hosts }),
    ...(platform !== undefined && { platform }),
    ...(pinned !== undefined && { pinned }),
    bases: plan.bases,
    ...(plan.dockerfileDigest !== undefined && { dockerfileDigest: plan.dockerfileDigest }),
    ...(policies.maxParallelPerHost !== undefined && {
      perHost: { limit: policies.maxParallelPerHost, running: Object.fromEntries(open.onHosts) },
    }),
  };
}

/** A host that has room for anything. */
export function idle(name: string): PlacementHost {
  return {
    name,
    labels: {},
    platforms: [],
    running: 0,
    limit: Number.MAX_SAFE_INTEGER,
    isDrained: false,
    isAway: false,
    images: new Set<string>(),
    dockerfiles: new Set<string>(),
  };
}
