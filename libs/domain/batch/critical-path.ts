import { dependentsOf, levelsOf } from './build-levels.js';

/** How long a build takes, and what it needs. Needs of what is not there count as met. */
export interface TimedBuild {
  readonly seconds: number;
  readonly needs: readonly string[];
  /** It has begun: it comes before all that wait. */
  readonly isRunning?: boolean;
}

/** Builds by name. */
export type TimedBuilds = ReadonlyMap<string, TimedBuild>;

/** What the order alone allows, with as many builds at once as one likes. */
export interface CriticalPath {
  /** From the first beginning to the last end. */
  readonly seconds: number;
  /** The builds none of which may take longer, in their order. */
  readonly path: readonly string[];
  /** Seconds after the first beginning. */
  readonly earliest: ReadonlyMap<string, { readonly start: number; readonly end: number }>;
}

/** The chain of builds that takes the longest; of several, the one whose names come first. */
export function criticalPathOf(builds: TimedBuilds): CriticalPath {
  const earliest = new Map<string, { start: number; end: number }>();
  for (const name of levelsOf(needsAmong(builds)).flat()) {
    const { seconds, needs } = builds.get(name) ?? nothing;
    const start = largest(needs, (need) => earliest.get(need)?.end ?? 0);
    earliest.set(name, { start, end: start + seconds });
  }
  const endOf = (name: string) => earliest.get(name)?.end ?? 0;
  const path: string[] = [];
  let last = latest([...earliest.keys()], endOf);
  while (last !== undefined) {
    path.unshift(last);
    const { needs } = builds.get(last) ?? nothing;
    last = latest(
      needs.filter((need) => earliest.has(need)),
      endOf,
    );
  }
  return { seconds: largest(earliest.keys(), endOf), path, earliest };
}

/** How long it takes from the beginning of each build to the end of the last that needs it, by whatever way. */
export function tailsOf(builds: TimedBuilds): ReadonlyMap<string, number> {
  const needs = needsAmong(builds);
  const dependents = dependentsOf(needs);
  const tails = new Map<string, number>();
  for (const name of levelsOf(needs).flat().toReversed()) {
    const after = largest(dependents.get(name) ?? [], (dependent) => tails.get(dependent) ?? 0);
    tails.set(name, (builds.get(name)?.seconds ?? 0) + after);
  }
  return tails;
}

const nothing: TimedBuild = { seconds: 0, needs: [] };

/** The needs among these builds, each once. */
export function needsAmong(builds: TimedBuilds): ReadonlyMap<string, readonly string[]> {
  return new Map(
    [...builds].map(([name, { needs }]) => [name, [...new Set(needs)].filter((need) => builds.has(need))]),
  );
}

function largest(names: Iterable<string>, of: (name: string) => number): number {
  let largest = 0;
  for (const name of names) largest = Math.max(largest, of(name));
  return largest;
}

function latest(names: readonly string[], endOf: (name: string) => number): string | undefined {
  return names.toSorted((one, other) => endOf(other) - endOf(one) || (one < other ? -1 : 1))[0];
}
