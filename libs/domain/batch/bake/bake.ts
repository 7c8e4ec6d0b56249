import type { AskedBuild } from '../asked-build.js';
import { askedOf } from './bake-asked.js';
import { bakeInvalid, bakeUnsupported, printRemedy } from './bake-errors.js';
import { type BakeValue, namesText } from './bake-expression.js';
import { type BakeTargets, expandTargets } from './bake-matrix.js';
import { inheritance, selectTargets, unknownTarget } from './bake-select.js';
import type { BakeTarget } from './bake-target.js';
import { variablesOf } from './bake-variables.js';

/** A bake file, and what is wanted of it. */
export interface BakeRequest {
  /** As JSON, read or not. */
  readonly definition: string | Readonly<Record<string, unknown>>;
  /** Targets and groups; `default` when there are none. */
  readonly targets?: readonly string[];
  /** Values in the place of the defaults of its variables. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** The builds that a bake file asks for, and what is said of each that is not as it would be with buildx. */
export interface Baked {
  readonly builds: readonly AskedBuild[];
  readonly warnings: readonly { readonly build: string; readonly warning: string }[];
}

/**
 * The builds of a bake file in JSON (`docker-bake.json`, or what `docker buildx bake --print` prints): groups, inheritance, matrices and
 * variables, as buildx reads them. Targets that others build on (`contexts: target:`) come too, and are not pushed for that.
 */
export function bakedBuilds({ definition, targets: asked = [], variables = {} }: BakeRequest): Baked {
  const { variable, group, target, others } = blocksOf(
    typeof definition === 'string' ? parsed(definition) : definition,
  );
  const scope = variablesOf({ ...others, ...defaultsOf(variable) }, variables);
  const expanded = expandTargets(target, scope);
  const all: BakeTargets = { ...expanded, groups: new Map([...expanded.groups, ...groupsOf(group)]) };
  const selected = selectTargets(all, asked.length > 0 ? asked : ['default']);
  const inherited = inheritance(all.targets);
  const linked = linkedTo(selected, inherited, all);
  const made = [...selected, ...linked].map((name) => ({ name, ...askedOf(name, inherited(name)) }));
  const isLinked = new Set(linked);
  return {
    builds: made.map(({ build }) => (isLinked.has(build.name) ? { ...build, push: false } : build)),
    warnings: made.flatMap(({ name, warnings }) => warnings.map((warning) => ({ build: name, warning }))),
  };
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  if (/^\s*(?:#|\/\/|\/\*|(?:target|group|variable|function)\s+["{])/.test(text))
    throw bakeUnsupported(`The bake file is HCL, and Longshore reads JSON. ${printRemedy}`);
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Below: what JSON.parse says quotes the text, which may hold secrets.
  }
  throw bakeInvalid(`it is no object of JSON. If it is HCL or a compose file: ${printRemedy}`);
}

type Block = Readonly<Record<string, BakeValue>>;

const blocks = ['function', 'group', 'target', 'variable'];

/** What has no block's name and is no object is a variable, as buildx has it. */
function blocksOf(file: Readonly<Record<string, unknown>>) {
  const { variable, group, target, function: functions, '//': _, ...others } = file as Block;
  if (functions !== undefined) throw bakeUnsupported(`The bake file has functions. ${printRemedy}`);
  for (const [key, value] of Object.entries(others)) {
    if (typeof value === 'object' && !Array.isArray(value))
      throw bakeInvalid(`it has an unknown part "${key}".${namesText(key, blocks)}`);
  }
  return {
    variable: blockOf('variable', variable),
    group: blockOf('group', group),
    target: blockOf('target', target),
    others,
  };
}

function blockOf(kind: string, value: BakeValue | undefined): Block {
  if (value === undefined) return {};
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw bakeInvalid(`"${kind}" is no object of names.`);
  const { '//': _, ...block } = value;
  return block;
}

/** A variable without a default is empty. */
function defaultsOf(variables: Block): Block {
  return Object.fromEntries(
    Object.keys(variables).map((name) => {
      const { default: value = '' } = blockOf(`variable.${name}`, variables[name]);
      return [name, value];
    }),
  );
}

function groupsOf(groups: Block): ReadonlyMap<string, readonly string[]> {
  return new Map(
    Object.keys(groups).map((name) => {
      const { targets } = blockOf(`group.${name}`, groups[name]);
      if (!Array.isArray(targets)) throw bakeInvalid(`group.${name} has no list "targets".`);
      return [name, targets.map(String)];
    }),
  );
}

/** The targets that these build on, and that are not among them. */
function linkedTo(
  selected: readonly string[],
  inherited: (name: string) => BakeTarget,
  all: BakeTargets,
): readonly string[] {
  const names = new Set(selected);
  for (const name of names) {
    for (const context of Object.values(inherited(name).contexts ?? {})) {
      if (!context.startsWith('target:')) continue;
      const linked = context.slice('target:'.length);
      if (!all.targets.has(linked)) throw unknownTarget(linked, all.targets.keys());
      names.add(linked);
    }
  }
  return [...names].slice(selected.length);
}
