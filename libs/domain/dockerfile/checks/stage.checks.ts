import { type BuildPlan, type Stage, targetStage } from '../build-plan.js';
import { flagOf } from '../dockerfile.js';
import { mostStages, planBuild } from '../plan-build.js';
import { isIncomplete, sourceNames } from '../sources.js';
import { nearest } from './nearest.js';
import { type Finding, found } from './rules.js';
import type { Subject } from './subject.js';

/** What FROM and --from say of stages and images. */
export function* checkStages({ plan, inputs }: Subject): Iterable<Finding> {
  const named = new Set<string>();
  for (const stage of plan.stages) {
    yield* checkName(stage, named);
    yield* checkBase(stage);
    yield* checkPlatform(stage);
    if (stage.name !== undefined) named.add(stage.name);
  }
  yield* checkSources(plan);
  yield* checkCircles(plan);
  if (plan.stages.length === mostStages && plan.dockerfile.instructions.filter(isFrom).length > mostStages)
    yield found(
      'TooManyStages',
      plan.stages.at(-1)?.from.instruction.line ?? 1,
      `there are more than ${mostStages} stages.`,
    );
  if (plan.stages.length > 0 && !targetStage(plan, inputs.target)) yield unknownTarget(plan, inputs.target ?? '');
  const defaults = Object.keys(inputs.args ?? {}).length > 0 ? planBuild(plan.dockerfile) : plan;
  for (const { base, from } of defaults.stages)
    if (
      base.kind === 'image' &&
      base.written.includes('$') &&
      from.fault === undefined &&
      isIncomplete(from.words[0] ?? '')
    )
      yield found(
        'InvalidDefaultArgInFrom',
        from.instruction.line,
        `with the defaults of its ARGs, ${base.written} is no name of an image.`,
      );
}

function isFrom({ keyword }: { readonly keyword: string }): boolean {
  return keyword === 'FROM';
}

function* checkName({ name, from: { instruction } }: Stage, named: ReadonlySet<string>): Iterable<Finding> {
  const { line, words, written } = instruction;
  const [, as = '', spelled = ''] = words;
  if (name === undefined) return;
  if (isUpper(written) !== isUpper(as))
    yield found('FromAsCasing', line, `${written} and ${as} are not written alike.`);
  if (!/^[a-z][a-z0-9_.-]*$/.test(name))
    yield found('InvalidStageName', line, `${spelled} cannot be the name of a stage.`);
  if (spelled !== name) yield found('StageNameCasing', line, `the stage ${spelled} has capitals in its name.`);
  if (name === 'context' || name === 'scratch')
    yield found('ReservedStageName', line, `${name} means something else already.`);
  if (named.has(name)) yield found('DuplicateStageName', line, `there is a stage ${name} before it.`);
}

function isUpper(text: string): boolean {
  return text === text.toUpperCase();
}

function* checkBase({ base, from }: Stage): Iterable<Finding> {
  const { line } = from.instruction;
  for (const { name, variable } of from.missing)
    if (variable === 'undeclared') yield found('UndefinedArgInFrom', line, `$${name} is not declared.`);
  if (base.kind !== 'image' || from.instruction.words.length === 0) return;
  const [image = ''] = from.words;
  const isTold = from.missing.every(({ variable }) => variable !== 'unknown');
  if (isTold && from.fault === undefined && (isIncomplete(image) || hasCapitals(image))) {
    const [missing] = from.missing;
    const remedy = missing && `Give the build argument ${missing.name}, or its ARG a default.`;
    yield found('InvalidBase', line, `"${image}" (${base.written}) is no name of an image.`, remedy);
  } else if (isTold && !image.includes('@') && /^(?:.*\/)?[^:/]*(?::latest)?$/.test(image))
    yield found('BaseWithoutVersion', line, `${image} may be another image tomorrow.`);
}

/** Only the host of a registry may have capitals. */
function hasCapitals(image: string): boolean {
  const [name = ''] = image.split('@');
  const slash = name.indexOf('/');
  const path = name.slice(slash + 1).replace(/:[^:/]*$/, '');
  return path !== path.toLowerCase();
}

function* checkPlatform({ from: { instruction }, name = '' }: Stage): Iterable<Finding> {
  const platform = flagOf(instruction, 'platform');
  if (platform === undefined) return;
  if (/^\$\{?TARGETPLATFORM\}?$/.test(platform))
    yield found('RedundantTargetPlatform', instruction.line, `--platform=${platform} is the default.`);
  if (platform.includes('$') || platform.split('/').some((part) => part !== '' && name.includes(part))) return;
  yield found(
    'FromPlatformFlagConstDisallowed',
    instruction.line,
    `--platform=${platform} binds the stage to one platform.`,
  );
}

function* checkSources({ stages }: BuildPlan): Iterable<Finding> {
  const names = stages.flatMap(({ name }) => name ?? []);
  for (const stage of stages) {
    for (const { instruction, sources } of stage.steps) {
      const { line } = instruction;
      const written = sourceNames(instruction);
      for (const [at, source] of sources.entries()) {
        const from = written[at] ?? '';
        if (source.kind === 'stage' && source.stage > stage.index)
          yield found(
            'UnknownStage',
            line,
            `the stage ${from} comes later: the classic builder takes ${from} as an image.`,
            'Move the stage up.',
          );
        if (source.kind !== 'image') continue;
        const meant = nearest(from, names);
        if (from.includes('$')) yield found('VariableInFrom', line, `--from cannot have variables (${from}).`);
        else if (/^\d+$/.test(from)) yield found('NoSuchStage', line, `there is no stage ${from}.`);
        else if (meant !== undefined)
          yield found(
            'UnknownStage',
            line,
            `there is no stage ${from}, so it means the image ${from}.`,
            `Did you mean ${meant}?`,
          );
      }
    }
  }
}

/** Stages that need each other: only what copies from a later stage can bring that about. */
function* checkCircles(plan: BuildPlan): Iterable<Finding> {
  const state = new Map<number, 'open' | 'done'>();
  const circular: Stage[] = [];
  const visit = (index: number): void => {
    state.set(index, 'open');
    const stage = plan.stages[index];
    for (const source of stage ? [stage.base, ...stage.steps.flatMap(({ sources }) => sources)] : []) {
      if (source.kind !== 'stage') continue;
      if (state.get(source.stage) === 'open' && stage) circular.push(stage);
      if (!state.has(source.stage)) visit(source.stage);
    }
    state.set(index, 'done');
  };
  for (const { index } of plan.stages) if (!state.has(index)) visit(index);
  for (const { from, name, index } of circular)
    yield found(
      'CircularStages',
      from.instruction.line,
      `the stage ${name ?? index} needs itself, by way of what it copies from.`,
    );
}

function unknownTarget({ stages }: BuildPlan, target: string): Finding {
  const names = stages.map(({ name, index }) => name ?? String(index)).slice(0, 20);
  return found('UnknownTarget', 1, `there is no stage ${target}; there are: ${names.join(', ')}.`);
}
