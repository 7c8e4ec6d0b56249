import type { BuildPlan, Stage, Step } from '../build-plan.js';
import { platformArgs, predefinedArgs } from '../scope.js';
import { nearest } from './nearest.js';
import { type Finding, found } from './rules.js';
import type { Subject } from './subject.js';

/** As BuildKit has it. */
const secretWord = /(?:_|^)(?:apikey|auth|credentials?|key|password|pword|passwd|secret|token)(?:_|$)/i;
const publicWord = /(?:_|^)public(?:_|$)/i;

/** What ARG, ENV and LABEL declare, and what is used of it. */
export function* checkVariables({ plan, inputs }: Subject): Iterable<Finding> {
  const steps = [...plan.globals, ...plan.stages.flatMap(({ steps }) => steps)];
  for (const step of steps) {
    yield* checkPairs(step);
    if (step.fault !== step.instruction.fault && step.fault !== undefined)
      yield found('BadInstruction', step.instruction.line, step.fault);
  }
  for (const { from } of plan.stages)
    if (from.fault !== from.instruction.fault && from.fault !== undefined)
      yield found('BadInstruction', from.instruction.line, from.fault);
  yield* checkUses(plan);
  const declared = new Set(
    steps
      .filter(({ instruction }) => instruction.keyword === 'ARG')
      .flatMap(({ pairs }) => pairs.map(({ name }) => name)),
  );
  for (const name of Object.keys(inputs.args ?? {}))
    if (!declared.has(name) && !predefinedArgs.has(name) && !platformArgs.has(name))
      yield found('UnconsumedBuildArg', 1, `no ARG takes the build argument ${name.slice(0, 100)}.`);
}

function* checkPairs({ instruction, pairs }: Step): Iterable<Finding> {
  const { keyword, line, isLegacy } = instruction;
  if (isLegacy)
    yield found('LegacyKeyValueFormat', line, `${keyword} ${instruction.pairs[0]?.name ?? ''} is written without "=".`);
  if (keyword !== 'ARG' && keyword !== 'ENV') return;
  for (const { name } of pairs)
    if (secretWord.test(name) && !publicWord.test(name))
      yield found('SecretsUsedInArgOrEnv', line, `${keyword} ${name.slice(0, 100)} looks like a secret.`);
}

/**
 * A variable that nothing in the Dockerfile declares may be one of the base image. It is told of where that cannot be so, or where the
 * Dockerfile shows what was meant.
 */
function* checkUses({ globals, stages }: BuildPlan): Iterable<Finding> {
  const global = new Set(globals.flatMap(({ pairs }) => pairs.map(({ name }) => name)));
  for (const stage of stages) {
    const names = new Set([...declaredIn(stage), ...platformArgs]);
    for (const { instruction, missing } of stage.steps) {
      for (const { name, variable } of missing) {
        if (variable === 'unset' || predefinedArgs.has(name)) continue;
        const why = reason(name, global, names);
        if (why !== undefined) yield found('UndefinedVar', instruction.line, `$${name} is not declared here. ${why}`);
        else if (variable === 'undeclared') yield found('UndefinedVar', instruction.line, `$${name} is not declared.`);
      }
    }
  }
}

function declaredIn({ steps }: Stage): readonly string[] {
  return steps.flatMap(({ instruction, pairs }) =>
    instruction.keyword === 'LABEL' ? [] : pairs.map(({ name }) => name),
  );
}

function reason(name: string, global: ReadonlySet<string>, names: ReadonlySet<string>): string | undefined {
  if (global.has(name)) return 'An ARG before FROM counts in FROM alone.';
  if (platformArgs.has(name)) return 'It is set for stages that declare it by ARG.';
  if (names.has(name)) return undefined;
  const meant = name.length > 3 ? nearest(name, names) : undefined;
  return meant && `Did you mean $${meant}?`;
}
