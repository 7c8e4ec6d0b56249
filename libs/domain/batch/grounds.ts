import { DomainError } from '#event-sourcing';
import type { PlannedBuild } from './batch-args.js';
import { isPlatform } from './platform.js';

/** What the one host must be that builds go to which are built on each other's images. */
export interface Ground {
  readonly requires: Readonly<Record<string, string>>;
  readonly platform?: string;
}

/** What matters of a build for where it goes. */
export type GroundBuild = Pick<PlannedBuild, 'name' | 'needs' | 'requires'> & {
  readonly args: { readonly platform?: string | undefined };
};

/**
 * The ground of each build that is built on another or has another built on it, by name: the same one for all that belong together, since images are not
 * carried between hosts. What no host can be is refused.
 */
export function groundsOf(builds: readonly GroundBuild[]): ReadonlyMap<string, Ground> {
  const byName = new Map(builds.map((build) => [build.name, build]));
  const neighbours = new Map<string, string[]>();
  for (const { name, needs } of builds) {
    for (const { build: base, because } of needs) {
      if (because !== 'base') continue;
      neighbours.getOrInsertComputed(name, () => []).push(base);
      neighbours.getOrInsertComputed(base, () => []).push(name);
    }
  }
  const grounds = new Map<string, Ground>();
  for (const name of neighbours.keys()) {
    if (grounds.has(name)) continue;
    const together = connected(name, neighbours);
    const ground = groundOf([...together].flatMap((one) => byName.get(one) ?? []));
    for (const one of together) grounds.set(one, ground);
  }
  return grounds;
}

function connected(first: string, neighbours: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const together = new Set([first]);
  for (const name of together) for (const other of neighbours.get(name) ?? []) together.add(other);
  return together;
}

function groundOf(builds: readonly GroundBuild[]): Ground {
  const asked = new Map<string, { readonly value: string; readonly by: string }>();
  let platform: { readonly value: string; readonly by: string } | undefined;
  for (const { name, requires, args } of builds) {
    for (const [label, value] of Object.entries(requires)) {
      const other = asked.get(label);
      if (other && other.value !== value) throw apart(`${label}=${other.value}`, other.by, `${label}=${value}`, name);
      asked.set(label, { value, by: name });
    }
    if (args.platform === undefined) continue;
    if (platform && !isPlatform(platform.value, args.platform))
      throw apart(platform.value, platform.by, args.platform, name);
    platform = { value: args.platform, by: name };
  }
  const requires = Object.fromEntries([...asked].map(([label, { value }]) => [label, value]));
  return { requires, ...(platform && { platform: platform.value }) };
}

function apart(one: string, by: string, other: string, byOther: string): DomainError {
  return new DomainError(
    'invalid',
    'batch-apart',
    `Builds that are built on each other go to one host, and "${by}" asks for ${one}, "${byOther}" for ${other}. Let them ask for the same, or send them in two batches and push the base between.`,
  );
}
