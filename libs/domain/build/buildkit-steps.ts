import type { BuildStep, StepNews } from './build-step.js';
import type { BuildkitStatus, BuildkitVertex } from './buildkit-status.js';

/** Follows the trace of one BuildKit build: its steps are the vertices, by the order in which they were first told. */
export class BuildkitSteps {
  readonly #numbers = new Map<string, number>();
  /** Those whose name says that they are an instruction of a stage: files are handed on from one to the next. */
  readonly #instructions = new Set<string>();

  /** The number of a vertex; one that was not told before gets the next. */
  numberOf(digest: string): number {
    return this.#numbers.getOrInsertComputed(digest, () => this.#numbers.size + 1);
  }

  take({ vertexes, logs }: BuildkitStatus): StepNews {
    const told = new Map<string, BuildStep>();
    for (const vertex of vertexes) {
      this.numberOf(vertex.digest);
      const step = this.#stepOf(vertex);
      if (step) told.set(vertex.digest, step);
    }
    const wrote = new Set(logs.map(({ vertex }) => this.numberOf(vertex)));
    return { of: this.#numbers.size, steps: [...told.values()], wrote: [...wrote] };
  }

  /** A vertex that has not started may never do so: nothing is told of it yet. */
  #stepOf(vertex: BuildkitVertex): BuildStep | undefined {
    const { stage, instruction } = readName(vertex.name);
    if (stage !== undefined) this.#instructions.add(vertex.digest);
    if (vertex.started === undefined) return undefined;
    const [first = ''] = vertex.inputs;
    return {
      number: this.numberOf(vertex.digest),
      ...(stage !== undefined && { stage }),
      instruction,
      vertex: vertex.digest,
      ...(this.#instructions.has(first) && { below: this.numberOf(first) }),
      startedAt: timeOf(vertex.started),
      ...(vertex.completed !== undefined && { endedAt: timeOf(vertex.completed) }),
      cached: vertex.cached,
      ...(vertex.error !== '' && { error: vertex.error }),
    };
  }
}

/** `[builder 2/4] RUN make`, or `[2/4] RUN make` where there is but one stage; others are BuildKit's own work. */
function readName(name: string): { readonly stage?: string; readonly instruction: string } {
  const [, stage, instruction] = /^\[(?:(.+) )?\d+\/\d+\] (.*)$/s.exec(name) ?? [];
  return instruction === undefined ? { instruction: name } : { stage: stage ?? '0', instruction };
}

function timeOf(seconds: number): string {
  return new Date(seconds * 1_000).toISOString();
}
