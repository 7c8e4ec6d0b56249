import { DomainError } from '#event-sourcing';
import { bakeInvalid } from './bake-errors.js';
import { namesText } from './bake-expression.js';
import type { BakeTargets } from './bake-matrix.js';
import { type BakeTarget, mergeTargets } from './bake-target.js';

/** The names of the targets that targets and groups mean, each once, in the order of the groups. */
export function selectTargets({ targets, groups }: BakeTargets, asked: readonly string[]): readonly string[] {
  const selected = new Set<string>();
  const done = new Set<string>();
  const select = (name: string, path: readonly string[]): void => {
    if (path.includes(name)) throw bakeInvalid(`groups have each other: ${[...path, name].join(' → ')}.`);
    const group = groups.get(name);
    if (!group && !targets.has(name)) throw unknownTarget(name, [...groups.keys(), ...targets.keys()]);
    if (!group) selected.add(name);
    else if (!done.has(name)) for (const member of group) select(member, [...path, name]);
    done.add(name);
  };
  for (const name of asked) select(name, []);
  return [...selected];
}

/** Says what each target is with all that it inherits: the later over the earlier, its own over all. */
export function inheritance(targets: ReadonlyMap<string, BakeTarget>): (name: string) => BakeTarget {
  const known = new Map<string, BakeTarget>();
  const inherited = (name: string, path: readonly string[]): BakeTarget => {
    const merged = known.get(name);
    if (merged) return merged;
    if (path.includes(name)) throw bakeInvalid(`targets inherit from each other: ${[...path, name].join(' → ')}.`);
    if (path.length >= deepest)
      throw bakeInvalid(`targets inherit more than ${deepest} deep: ${path.slice(0, 5).join(' → ')} ….`);
    const target = targets.get(name);
    if (!target) throw unknownTarget(name, targets.keys());
    const { inherits = [], ...own } = target;
    const result = [...inherits.map((base) => inherited(base, [...path, name])), own].reduce(mergeTargets, {});
    known.set(name, result);
    return result;
  };
  return (name) => inherited(name, []);
}

const deepest = 100;

/** What was asked for, a group has, or a target inherits or builds on, is not there. */
export function unknownTarget(name: string, known: Iterable<string>): DomainError {
  return new DomainError(
    'invalid',
    'bake-target-unknown',
    `The bake file has no target or group "${name}".${namesText(name, known)}`,
  );
}
