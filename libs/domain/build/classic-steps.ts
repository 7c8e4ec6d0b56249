import type { BuildStep, StepNews } from './build-step.js';

/** A message of the classic builder's progress, as far as it tells of steps. */
export interface ClassicMessage {
  readonly stream?: string | undefined;
  /** The machine's part: the whole id of the image that a stage has come to. */
  readonly aux?: unknown;
  readonly error?: string | undefined;
}

/**
 * Follows the progress of one build by the classic builder. Its own lines are messages of a known form; whatever comes while a
 * command runs is that command's, until the builder removes the very container that it runs in. A command that knows its container's name
 * and writes such a line too is found out when the builder writes it.
 */
export class ClassicSteps {
  #of = 0;
  #stages = 0;
  #stage: string | undefined;
  #current: BuildStep | undefined;
  /** The container that runs a command. */
  #container: string | undefined;
  /** The container that was removed last, and the step that it ran for. */
  #removed: { readonly container: string; readonly step: BuildStep } | undefined;

  /** @param removes false when the builder was told to keep its containers: then the next image ends a command */
  constructor(private readonly removes = true) {}

  /** @param at when it came: RFC 3339 */
  take({ stream, aux, error }: ClassicMessage, at: string): StepNews {
    if (stream !== undefined) return this.#line(stream, at);
    if (error !== undefined) return this.#fail(error, at);
    const id = imageIn(aux);
    return id === undefined ? this.#news([]) : this.#complete(id);
  }

  #line(line: string, at: string): StepNews {
    const [, removed] = removedLine.exec(line) ?? [];
    if (removed !== undefined && removed === this.#removed?.container) return this.#foundOut(this.#removed.step);
    if (this.#container !== undefined) return this.#whileRunning(line, removed, at);
    const [, number, of, instruction] = stepLine.exec(line) ?? [];
    if (instruction !== undefined && Number(number) > (this.#current?.number ?? 0)) {
      this.#of = Number(of);
      return this.#begin(Number(number), instruction, at);
    }
    if (line === ' ---> Using cache\n') return this.#change({ cached: true });
    this.#container = runningLine.exec(line)?.[1];
    return imageLine.test(line) ? this.#made(line, at) : this.#news([]);
  }

  #whileRunning(line: string, removed: string | undefined, at: string): StepNews {
    const step = this.#current;
    const isOver = removed !== undefined && removed === this.#container;
    if (isOver && step) this.#removed = { container: removed, step };
    if (isOver || (!this.removes && imageLine.test(line))) {
      this.#container = undefined;
      return isOver ? this.#news([]) : this.#made(line, at);
    }
    return this.#news([], step ? [step.number] : []);
  }

  #begin(number: number, instruction: string, at: string): StepNews {
    const before = this.#current?.endedAt === undefined && this.#current ? [{ ...this.#current, endedAt: at }] : [];
    if (/^FROM\s/i.test(instruction)) {
      this.#stage = /\sAS\s+(\S+)\s*$/i.exec(instruction)?.[1] ?? String(this.#stages);
      this.#stages++;
    }
    this.#current = {
      number,
      ...(this.#stage !== undefined && { stage: this.#stage }),
      instruction,
      startedAt: at,
      // What stands before the first FROM is over when it is read.
      ...(this.#stage === undefined && { endedAt: at }),
      cached: false,
    };
    return this.#news([...before, this.#current]);
  }

  /** A FROM with triggers goes on after its image: that stays the one to begin with. `scratch` is none. */
  #made(line: string, endedAt: string): StepNews {
    const image = this.#current?.image ?? imageLine.exec(line)?.[1];
    return this.#change({ endedAt, ...(image !== undefined && { image }) });
  }

  #complete(id: string): StepNews {
    const { image } = this.#current ?? {};
    return image !== undefined && id.startsWith(`sha256:${image}`) ? this.#change({ image: id }) : this.#news([]);
  }

  #fail(error: string, endedAt: string): StepNews {
    const isOver = this.#current?.endedAt !== undefined && this.#container === undefined;
    return isOver ? this.#news([]) : this.#change({ endedAt, error });
  }

  /** The builder removes a container of which a command had written that it was removed: what seemed to follow was that command's. */
  #foundOut(step: BuildStep): StepNews {
    const isFalse = this.#current !== step || step.endedAt !== undefined;
    this.#current = step;
    this.#container = undefined;
    return isFalse ? { ...this.#news([step]), onlyUpTo: step.number } : this.#news([]);
  }

  #change(change: Partial<BuildStep>): StepNews {
    if (!this.#current) return this.#news([]);
    this.#current = { ...this.#current, ...change };
    return this.#news([this.#current]);
  }

  #news(steps: readonly BuildStep[], wrote: readonly number[] = []): StepNews {
    return { of: this.#of, steps, wrote };
  }
}

const stepLine = /^Step (\d+)\/(\d+) : ([^\n]*)$/;
const runningLine = /^ ---> Running in ([0-9a-f]{12})\n$/;
const imageLine = /^ ---> ([0-9a-f]{12})?\n$/;
/** Engines from 23.0 on write the second form. */
const removedLine = /^(?:Removing| ---> Removed) intermediate container ([0-9a-f]{12})\n$/;

function imageIn(aux: unknown): string | undefined {
  const id = typeof aux === 'object' && aux !== null && 'ID' in aux ? aux.ID : undefined;
  return typeof id === 'string' && id.startsWith('sha256:') ? id : undefined;
}
