import type { PlanInputs, BuildPlan, Source, Stage, Step } from './build-plan.js';
import { type Dockerfile, flagOf, type Instruction } from './dockerfile.js';
import { GlobalScope, StageScope } from './scope.js';
import { isIncomplete, sourcesIn } from './sources.js';
import { type Missing, substitute, type Substituting, type Variable } from './substitute.js';
import { splitAtBlanks } from './words.js';

/** All that variables may make of one Dockerfile, in characters. */
const mostSubstituted = 16_777_216;
/** So many instructions may be put off by ONBUILD and done by later stages, in all. */
const mostTriggered = 10_000;

/** What comes after more stages is not looked at. */
export const mostStages = 256;

/** Instructions whose words may have variables in them. */
const substituted: ReadonlySet<string> = new Set(['ADD', 'COPY', 'EXPOSE', 'STOPSIGNAL', 'USER', 'VOLUME', 'WORKDIR']);

/** Substitutes the variables of a Dockerfile and finds out what its stages are built on. */
export function planBuild(dockerfile: Dockerfile, inputs: PlanInputs = {}): BuildPlan {
  return new Planner(dockerfile, inputs).plan();
}

interface Open {
  readonly scope: StageScope;
  readonly stage: Stage;
  readonly steps: Step[];
}

class Planner {
  readonly #globals: GlobalScope;
  readonly #budget = { left: mostSubstituted };
  readonly #names: readonly (string | undefined)[];
  readonly #opened: Open[] = [];
  #triggered = 0;

  constructor(
    private readonly dockerfile: Dockerfile,
    { args = {} }: PlanInputs,
  ) {
    this.#globals = new GlobalScope(args);
    this.#names = dockerfile.instructions
      .filter(({ keyword }) => keyword === 'FROM')
      .slice(0, mostStages)
      .map(stageName);
  }

  plan(): BuildPlan {
    const globals: Step[] = [];
    for (const instruction of this.dockerfile.instructions) {
      const open = this.#opened.at(-1);
      if (instruction.keyword === 'FROM' && this.#opened.length === mostStages) break;
      if (instruction.keyword === 'FROM') this.#open(instruction);
      else if (open) open.steps.push(this.#step(instruction, open));
      else globals.push(this.#global(instruction));
    }
    return { dockerfile: this.dockerfile, globals, stages: this.#opened.map(({ stage }) => stage) };
  }

  #global(instruction: Instruction): Step {
    if (instruction.keyword !== 'ARG') return plain(instruction);
    return this.#argument(instruction, this.#globals, (name) => this.#globals.variable(name));
  }

  #open(instruction: Instruction): void {
    const index = this.#opened.length;
    const lookUp = this.#with((name) => this.#globals.variable(name));
    const image = substitute(instruction.words[0] ?? '', lookUp);
    const platform = substitute(flagOf(instruction, 'platform') ?? '', lookUp);
    const base = this.#baseOf(instruction.words[0] ?? '', image.text, image.missing, index);
    const below = base.kind === 'stage' ? this.#opened[base.stage] : undefined;
    const scope = new StageScope(this.#globals, below?.scope ?? (base.kind === 'scratch' ? 'scratch' : 'image'));
    const fault = instruction.fault ?? image.fault ?? platform.fault;
    const name = this.#names[index];
    const from: Step = {
      ...plain(instruction),
      words: [image.text, ...instruction.words.slice(1)],
      missing: [...image.missing, ...platform.missing],
      ...(fault !== undefined && { fault }),
    };
    const steps: Step[] = [];
    const stage: Stage = {
      index,
      from,
      base,
      steps,
      args: scope.args,
      ...(name !== undefined && { name }),
      ...(platform.text !== '' && { platform: platform.text }),
    };
    const open = { scope, stage, steps };
    this.#opened.push(open);
    for (const trigger of triggersOf(below?.steps ?? []))
      if (this.#triggered++ < mostTriggered) steps.push(this.#step(trigger, open));
  }

  #baseOf(written: string, image: string, missing: readonly Missing[], index: number): Source {
    const stage = this.#names.slice(0, index).lastIndexOf(image.toLowerCase());
    if (stage >= 0) return { kind: 'stage', stage };
    if (image === 'scratch') return { kind: 'scratch' };
    const isKnown = !isIncomplete(image) && missing.every(({ variable }) => variable !== 'unknown');
    return { kind: 'image', written, missing, ...(isKnown && { image }) };
  }

  #step(instruction: Instruction, { scope, stage }: Open): Step {
    const lookUp = (name: string) => scope.variable(name);
    const { keyword } = instruction;
    if (keyword === 'ARG') return this.#argument(instruction, scope, lookUp);
    if (keyword === 'ENV' || keyword === 'LABEL') return this.#pairs(instruction, scope, lookUp);
    const sources = sourcesIn(instruction, this.#names, stage.index);
    if (!substituted.has(keyword)) return { ...plain(instruction), sources };
    const found = instruction.words.map((word) => substitute(word, this.#with(lookUp)));
    const owner = substitute(flagOf(instruction, 'chown') ?? '', this.#with(lookUp));
    const words = found.map(({ text }) => text);
    const fault = instruction.fault ?? [...found, owner].find((word) => word.fault !== undefined)?.fault;
    return {
      ...plain(instruction),
      words: keyword === 'EXPOSE' ? words.flatMap(splitAtBlanks) : words,
      missing: [...found, owner].flatMap(({ missing }) => missing),
      sources,
      ...(fault !== undefined && { fault }),
    };
  }

  #argument(instruction: Instruction, scope: GlobalScope | StageScope, lookUp: Substituting['variable']): Step {
    return this.#substituted(instruction, lookUp, (name, value) => scope.declare(name, value));
  }

  #pairs(instruction: Instruction, scope: StageScope, lookUp: Substituting['variable']): Step {
    const values: (readonly [string, Variable])[] = [];
    const step = this.#substituted(instruction, lookUp, (name, value) => values.push([name, value ?? 'unset']));
    // One ENV sets all of its variables at once: they do not see each other.
    if (instruction.keyword === 'ENV') for (const [name, value] of values) scope.setEnv(name, value);
    return step;
  }

  #substituted(
    instruction: Instruction,
    lookUp: Substituting['variable'],
    tell: (name: string, value: Variable | undefined) => void,
  ): Step {
    const options = this.#with(lookUp);
    const missing: Missing[] = [];
    let { fault } = instruction;
    const pairs = instruction.pairs.map((pair) => {
      const name = substitute(pair.name, options);
      const value = pair.value === undefined ? undefined : substitute(pair.value, options);
      missing.push(...name.missing, ...(value?.missing ?? []));
      fault ??= name.fault ?? value?.fault;
      const isUnknown = value?.missing.some(({ variable }) => variable === 'unknown') ?? false;
      tell(name.text, value && (isUnknown ? 'unknown' : { value: value.text }));
      return { name: name.text, ...(value && { value: value.text }) };
    });
    return { ...plain(instruction), pairs, missing, ...(fault !== undefined && { fault }) };
  }

  #with(variable: Substituting['variable']): Substituting {
    return { variable, escape: this.dockerfile.directives.escape, budget: this.#budget };
  }
}

function plain(instruction: Instruction): Step {
  const { words, pairs, fault } = instruction;
  return { instruction, words, pairs, missing: [], sources: [], ...(fault !== undefined && { fault }) };
}

/** The name that FROM gives its stage. */
function stageName({ words: [, as, name] }: Instruction): string | undefined {
  return as?.toLowerCase() === 'as' ? name?.toLowerCase() : undefined;
}

function triggersOf(steps: readonly Step[]): readonly Instruction[] {
  return steps.flatMap(({ instruction: { trigger } }) => (trigger ? [trigger] : []));
}
