import {
  type PlanInputs,
  type BuildPlan,
  type Source,
  sourcesOf,
  type Stage,
  stagesNeeded,
  type Step,
  targetStage,
} from './build-plan.js';
import type { Dockerfile, Instruction } from './dockerfile.js';
import { type BaseConfig, imageConfig, type ImageConfig } from './image-config.js';
import { planBuild } from './plan-build.js';
import type { Variable } from './substitute.js';
import { type RunInputs, type WhatRuns, whatRuns } from './what-runs.js';

/** What a build is to be explained with. */
export interface ExplainInputs extends PlanInputs {
  readonly run?: RunInputs;
  /** What the base image of the target brings, where that is known. */
  readonly base?: BaseConfig;
}

/** What an instruction adds to the image. */
export type Adds = 'base' | 'layer' | 'metadata' | 'nothing';

export interface ExplainedInstruction {
  readonly line: number;
  readonly lastLine: number;
  readonly instruction: string;
  readonly form: 'exec' | 'shell' | null;
  /** What follows the keyword and its flags, in one line. */
  readonly text: string;
  readonly flags: readonly { readonly name: string; readonly value: string | null }[];
  /** The same as `text`, taken apart, with the values of variables. */
  readonly words: readonly string[];
  readonly adds: Adds;
  /** The stage that it belongs to; null before the first FROM. */
  readonly stage: number | null;
  readonly heredocs: readonly string[];
}

export interface ExplainedStage {
  readonly index: number;
  readonly name: string | null;
  readonly line: number;
  readonly platform: string | null;
  readonly base: ExplainedSource;
  /** What COPY --from and RUN --mount take from. */
  readonly copiesFrom: readonly ExplainedSource[];
  /** The target cannot be made without it. */
  readonly isNeeded: boolean;
  /** The arguments that it declares; null is one without a value that is known. */
  readonly args: Readonly<Record<string, string | null>>;
}

export interface ExplainedSource {
  readonly kind: Source['kind'];
  /** The number of the stage. */
  readonly stage: number | null;
  /** The image; null also when it cannot be known. */
  readonly image: string | null;
  /** The arguments that would tell it. */
  readonly missing: readonly string[];
}

export interface Explanation {
  readonly syntax: string | null;
  readonly escape: string;
  readonly instructions: readonly ExplainedInstruction[];
  readonly stages: readonly ExplainedStage[];
  /** The arguments before the first FROM. */
  readonly args: Readonly<Record<string, string | null>>;
  /** The stage that is built; null when there is none. */
  readonly target: number | null;
  /** The image that comes of it. */
  readonly image: ImageConfig | null;
  readonly runs: WhatRuns | null;
}

/** Explains what a Dockerfile does, and what a container of its image will run. */
export function explainDockerfile(dockerfile: Dockerfile, inputs: ExplainInputs = {}): Explanation {
  const plan = planBuild(dockerfile, inputs);
  const target = targetStage(plan, inputs.target);
  const image = target ? imageConfig(plan, target, inputs.base) : null;
  const needed = new Set(target && stagesNeeded(plan, target));
  return {
    syntax: dockerfile.directives.syntax ?? null,
    escape: dockerfile.directives.escape,
    instructions: explainInstructions(plan),
    stages: plan.stages.map((stage) => explainStage(stage, needed.has(stage))),
    args: globalArgs(plan, inputs),
    target: target?.index ?? null,
    image,
    runs: image && whatRuns(image, inputs.run),
  };
}

function globalArgs({ globals }: BuildPlan, { args = {} }: PlanInputs): Readonly<Record<string, string | null>> {
  const pairs = globals.flatMap((step) => step.pairs);
  return Object.fromEntries(
    pairs.map(({ name, value }) => [name, (Object.hasOwn(args, name) ? args[name] : value) ?? null]),
  );
}

function explainInstructions({ globals, stages }: BuildPlan): readonly ExplainedInstruction[] {
  return [
    ...globals.map((step) => explainStep(step, null)),
    ...stages.flatMap(({ index, from, steps }) =>
      [from, ...steps.filter(({ instruction }) => instruction.line > from.instruction.line)].map((step) =>
        explainStep(step, index),
      ),
    ),
  ];
}

function explainStep({ instruction, words, pairs }: Step, stage: number | null): ExplainedInstruction {
  const { line, lastLine, keyword, form, text, flags, heredocs } = instruction;
  return {
    line,
    lastLine,
    instruction: keyword,
    form: form ?? null,
    text,
    flags: flags.map(({ name, value }) => ({ name, value: value ?? null })),
    words: pairs.length > 0 ? pairs.map(({ name, value }) => (value === undefined ? name : `${name}=${value}`)) : words,
    adds: addsOf(instruction),
    stage,
    heredocs: heredocs.map(({ content }) => content),
  };
}

function addsOf({ keyword }: Instruction): Adds {
  if (keyword === 'FROM') return 'base';
  if (keyword === 'ARG') return 'nothing';
  // WORKDIR makes the directory where it is not there.
  return ['ADD', 'COPY', 'RUN', 'WORKDIR'].includes(keyword) ? 'layer' : 'metadata';
}

function explainStage(stage: Stage, isNeeded: boolean): ExplainedStage {
  const [base, ...copiesFrom] = sourcesOf(stage).map(explainSource);
  return {
    index: stage.index,
    name: stage.name ?? null,
    line: stage.from.instruction.line,
    platform: stage.platform ?? null,
    base: base ?? explainSource(stage.base),
    copiesFrom,
    isNeeded,
    args: Object.fromEntries([...stage.args].map(([name, value]) => [name, valueOf(value)])),
  };
}

function explainSource(source: Source): ExplainedSource {
  const isImage = source.kind === 'image';
  return {
    kind: source.kind,
    stage: source.kind === 'stage' ? source.stage : null,
    image: isImage ? (source.image ?? null) : null,
    missing: isImage && source.image === undefined ? source.missing.map(({ name }) => name) : [],
  };
}

function valueOf(variable: Variable): string | null {
  return typeof variable === 'object' ? variable.value : null;
}
