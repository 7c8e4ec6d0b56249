import type { Dockerfile, Instruction } from './dockerfile.js';
import type { Missing, Variable } from './substitute.js';

/** What a build is given beside its Dockerfile. */
export interface PlanInputs {
  /** Build arguments. */
  readonly args?: Readonly<Record<string, string>>;
  /** The stage to stop at, by name or number; the last one when left out. */
  readonly target?: string;
}

/** A Dockerfile with its variables substituted and its stages told apart. */
export interface BuildPlan {
  readonly dockerfile: Dockerfile;
  /** Before the first FROM. */
  readonly globals: readonly Step[];
  readonly stages: readonly Stage[];
}

export interface Stage {
  readonly index: number;
  /** In small letters; absent when it has none. */
  readonly name?: string;
  readonly from: Step;
  readonly base: Source;
  readonly platform?: string;
  /** After FROM; first what the ONBUILD of the stage below has put off. */
  readonly steps: readonly Step[];
  /** The arguments that it declares. */
  readonly args: ReadonlyMap<string, Variable>;
}

/** An instruction with its variables substituted. */
export interface Step {
  readonly instruction: Instruction;
  readonly words: readonly string[];
  readonly pairs: readonly { readonly name: string; readonly value?: string }[];
  readonly missing: readonly Missing[];
  /** What COPY --from and RUN --mount take from. */
  readonly sources: readonly Source[];
  readonly fault?: string;
}

/** Where files come from: nothing, another stage, or an image. */
export type Source =
  | { readonly kind: 'scratch' }
  | { readonly kind: 'stage'; readonly stage: number }
  /** `image` is absent when it cannot be known. */
  | { readonly kind: 'image'; readonly written: string; readonly image?: string; readonly missing: readonly Missing[] };

/** The stage that a build makes: the last one, or that of this name or number. Undefined when there is none. */
export function targetStage({ stages }: BuildPlan, target?: string): Stage | undefined {
  if (target === undefined || target === '') return stages.at(-1);
  const name = target.toLowerCase();
  return (
    stages.findLast((stage) => stage.name === name) ?? (/^\d{1,6}$/.test(target) ? stages[Number(target)] : undefined)
  );
}

/** The stages that a stage needs, itself included, in the order of the file. */
export function stagesNeeded({ stages }: BuildPlan, target: Stage): readonly Stage[] {
  const needed = new Set<number>();
  const waiting = [target.index];
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    const stage = stages[index];
    if (!stage || needed.has(index)) continue;
    needed.add(index);
    for (const source of sourcesOf(stage)) if (source.kind === 'stage') waiting.push(source.stage);
  }
  return stages.filter(({ index }) => needed.has(index));
}

/** All that a stage takes files from. */
export function sourcesOf({ base, steps }: Stage): readonly Source[] {
  return [base, ...steps.flatMap(({ sources }) => sources)];
}
