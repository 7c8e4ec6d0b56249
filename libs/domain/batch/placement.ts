import { familiarReference } from '../graph/image-reference.js';
import { isPlatform } from './platform.js';

/** A host as far as it matters for where a build goes. */
export interface PlacementHost {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** `os/arch[/variant]`; unknown where empty, and then each build fits. */
  readonly platforms: readonly string[];
  /** Builds that run on it, and how many may. */
  readonly running: number;
  readonly limit: number;
  readonly isDrained: boolean;
  readonly isAway: boolean;
  /** Names of the images that it has, as its engine lists them. */
  readonly images: ReadonlySet<string>;
  /** Digests of Dockerfiles that it has built, so that its cache may have their steps. */
  readonly dockerfiles: ReadonlySet<string>;
}

/** A build as far as it matters for where it goes. */
export interface PlacementBuild {
  readonly requires: Readonly<Record<string, string>>;
  /** Names of the only hosts that will do. */
  readonly hosts?: readonly string[];
  readonly platform?: string;
  /** The host where builds that it needs have left their images. */
  readonly pinned?: string;
  readonly bases: readonly string[];
  readonly dockerfileDigest?: string;
  /** How many builds of its batch a host may run, and runs. */
  readonly perHost?: { readonly limit: number; readonly running: Readonly<Record<string, number>> };
}

/** Why a build cannot go to a host; the first four hold as long as host and build are what they are. */
export type Misfit = { readonly host: string } & (
  | { readonly code: 'not-listed'; readonly listed: readonly string[] }
  | { readonly code: 'labels'; readonly missing: Readonly<Record<string, string>> }
  | { readonly code: 'platform'; readonly platform: string; readonly has: readonly string[] }
  | { readonly code: 'pinned'; readonly to: string }
  | { readonly code: 'drained' | 'away' }
  | { readonly code: 'full' | 'batch-full'; readonly running: number; readonly limit: number }
);

/** Where a build goes, or why it can go to none of the hosts. */
export type Placement = { readonly host: string } | { readonly misfits: readonly Misfit[] };

/** The host that has a base already comes first, then one that has built the Dockerfile before, then the one with the least load, then by name. */
export function placeBuild(build: PlacementBuild, hosts: readonly PlacementHost[]): Placement {
  const misfits: Misfit[] = [];
  let best: PlacementHost | undefined;
  for (const host of hosts) {
    const misfit = misfitOf(build, host);
    if (misfit) misfits.push(misfit);
    else if (!best || compare(build, host, best) < 0) best = host;
  }
  return best ? { host: best.name } : { misfits };
}

/** Whether no waiting helps: the host, as it is set up, is not for this build. */
export function isForGood({ code }: Misfit): boolean {
  return code === 'not-listed' || code === 'labels' || code === 'platform' || code === 'pinned';
}

function misfitOf(build: PlacementBuild, host: PlacementHost): Misfit | undefined {
  return neverFits(build, host) ?? doesNotFitNow(build, host);
}

function neverFits(build: PlacementBuild, { name: host, labels, platforms }: PlacementHost): Misfit | undefined {
  if (build.hosts && !build.hosts.includes(host)) return { host, code: 'not-listed', listed: build.hosts };
  const missing = Object.entries(build.requires).filter(([label, value]) => labels[label] !== value);
  if (missing.length > 0) return { host, code: 'labels', missing: Object.fromEntries(missing) };
  const { platform, pinned } = build;
  if (platform !== undefined && platforms.length > 0 && !platforms.some((has) => isPlatform(has, platform)))
    return { host, code: 'platform', platform, has: platforms };
  return pinned !== undefined && pinned !== host ? { host, code: 'pinned', to: pinned } : undefined;
}

function doesNotFitNow({ perHost }: PlacementBuild, host: PlacementHost): Misfit | undefined {
  const { name, running, limit } = host;
  if (host.isAway) return { host: name, code: 'away' };
  if (host.isDrained) return { host: name, code: 'drained' };
  if (running >= limit) return { host: name, code: 'full', running, limit };
  const ofBatch = perHost?.running[name] ?? 0;
  if (perHost && ofBatch >= perHost.limit)
    return { host: name, code: 'batch-full', running: ofBatch, limit: perHost.limit };
  return undefined;
}

function compare(build: PlacementBuild, one: PlacementHost, other: PlacementHost): number {
  return (
    basesOn(other, build) - basesOn(one, build) ||
    cacheOn(other, build) - cacheOn(one, build) ||
    one.running / one.limit - other.running / other.limit ||
    (one.name < other.name ? -1 : 1)
  );
}

function basesOn({ images }: PlacementHost, { bases }: PlacementBuild): number {
  return bases.filter((base) => images.has(familiarReference(base))).length;
}

function cacheOn({ dockerfiles }: PlacementHost, { dockerfileDigest }: PlacementBuild): number {
  return dockerfileDigest !== undefined && dockerfiles.has(dockerfileDigest) ? 1 : 0;
}
