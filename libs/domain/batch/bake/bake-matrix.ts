import { mostBuilds } from '../batch-args.js';
import { bakeInvalid } from './bake-errors.js';
import { type BakeValue, evaluated, type Scope } from './bake-expression.js';
import { type BakeTarget, readAttributes, readTarget } from './bake-target.js';

/** The targets of a bake file by name, and the groups; a target with a matrix is a group of what it became. */
export interface BakeTargets {
  readonly targets: ReadonlyMap<string, BakeTarget>;
  readonly groups: ReadonlyMap<string, readonly string[]>;
}

/** Puts variables and, one by one, the values of each matrix into the targets. */
export function expandTargets(raw: Readonly<Record<string, BakeValue>>, variables: Scope): BakeTargets {
  const targets = new Map<string, BakeTarget>();
  const groups = new Map<string, readonly string[]>();
  for (const [label, value] of Object.entries(raw)) {
    const { matrix, name, ...attributes } = readAttributes(label, value);
    const variants =
      matrix === undefined ? [{ name: label, scope: variables }] : variantsOf(label, { matrix, name }, variables);
    for (const variant of variants) {
      assertName(variant.name);
      if (targets.has(variant.name)) throw bakeInvalid(`two targets are named "${variant.name}".`);
      if (targets.size >= mostBuilds) throw bakeInvalid(`it has more than ${mostBuilds} targets.`);
      targets.set(variant.name, targetOf(label, attributes, variant));
    }
    if (matrix === undefined && name !== undefined) throw bakeInvalid(`target.${label} has a name, and no matrix.`);
    if (matrix !== undefined)
      groups.set(
        label,
        variants.map((variant) => variant.name),
      );
  }
  return { targets, groups };
}

interface Variant {
  readonly name: string;
  readonly scope: Scope;
}

function targetOf(
  label: string,
  attributes: Readonly<Record<string, BakeValue>>,
  { name, scope }: Variant,
): BakeTarget {
  const values = Object.entries(attributes).map(
    ([key, value]) => [key, evaluated(value, scope, `target.${label}.${key}`)] as const,
  );
  return readTarget(name, Object.fromEntries(values));
}

function variantsOf(
  label: string,
  { matrix, name }: { readonly matrix: BakeValue; readonly name: BakeValue | undefined },
  variables: Scope,
): readonly Variant[] {
  if (name === undefined) throw bakeInvalid(`target.${label} has a matrix, and no name that tells its targets apart.`);
  return combinations(label, evaluated(matrix, variables, `target.${label}.matrix`)).map((own) => {
    const scope: Scope = (asked) => own.get(asked) ?? variables(asked);
    return { name: String(evaluated(name, scope, `target.${label}.name`)), scope };
  });
}

function combinations(label: string, matrix: BakeValue): readonly ReadonlyMap<string, BakeValue>[] {
  if (typeof matrix !== 'object' || matrix === null || Array.isArray(matrix))
    throw bakeInvalid(`target.${label}.matrix is no object of lists.`);
  let all: readonly ReadonlyMap<string, BakeValue>[] = [new Map()];
  for (const [key, list] of Object.entries(matrix)) {
    if (!Array.isArray(list)) throw bakeInvalid(`target.${label}.matrix.${key} is no list.`);
    if (all.length * list.length > mostBuilds)
      throw bakeInvalid(`target.${label}.matrix makes more than ${mostBuilds} targets.`);
    all = list.flatMap((value) => all.map((one) => new Map([...one, [key, value]])));
  }
  return all;
}

function assertName(name: string): void {
  if (!/^[a-zA-Z0-9_-]{1,200}$/.test(name))
    throw bakeInvalid(`"${name.slice(0, 200)}" cannot name a target; it has letters, digits, _ and - only.`);
}
