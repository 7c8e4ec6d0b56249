import { DomainError } from '#event-sourcing';

/** The builds that each build needs, by name. */
export type Needs = ReadonlyMap<string, readonly string[]>;

/** Builds level by level: each needs builds of earlier levels only, and one of the level right before. What stands in a cycle is left out. */
export function levelsOf(needs: Needs): readonly (readonly string[])[] {
  const open = new Map([...needs].map(([name, of]) => [name, new Set(of).size]));
  const neededBy = dependentsOf(needs);
  const levels: (readonly string[])[] = [];
  let level = [...open].filter(([, count]) => count === 0).map(([name]) => name);
  while (level.length > 0) {
    levels.push(level);
    level = level.flatMap((name) =>
      (neededBy.get(name) ?? []).filter((dependent) => {
        const left = (open.get(dependent) ?? 0) - 1;
        open.set(dependent, left);
        return left === 0;
      }),
    );
  }
  return levels;
}

/** The builds that need each build, each once. */
export function dependentsOf(needs: Needs): Needs {
  const dependents = new Map<string, string[]>([...needs.keys()].map((name) => [name, []]));
  for (const [name, of] of needs) for (const needed of new Set(of)) dependents.get(needed)?.push(name);
  return dependents;
}

/** Refuses builds that need each other in a circle, and tells its path: `a → b → a`, where a needs b. */
export function assertNoCycle(needs: Needs): void {
  const ordered = new Set(levelsOf(needs).flat());
  if (ordered.size === needs.size) return;
  const path = cycleIn(needs, ordered);
  throw new DomainError(
    'invalid',
    'batch-cycle',
    `Builds need each other in a circle: ${pathText(path)}. Take one of these needs away, or one of the tags that they build on.`,
  );
}

/** Whoever stands in no order needs another such one, or comes after one: so this walk comes back to where it has been. */
function cycleIn(needs: Needs, ordered: ReadonlySet<string>): readonly string[] {
  const path: string[] = [];
  const seen = new Map<string, number>();
  let name = [...needs.keys()].find((one) => !ordered.has(one)) ?? '';
  while (!seen.has(name)) {
    seen.set(name, path.length);
    path.push(name);
    name = needs.get(name)?.find((one) => !ordered.has(one)) ?? '';
  }
  return [...path.slice(seen.get(name)), name];
}

const longestPath = 20;

function pathText(path: readonly string[]): string {
  if (path.length <= longestPath) return path.join(' → ');
  const [head, tail] = [path.slice(0, longestPath - 2), path.slice(-1)];
  return [...head, `… (${path.length - head.length - 1} more)`, ...tail].join(' → ');
}
