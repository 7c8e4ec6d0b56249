import { setTimeout as later } from 'node:timers/promises';
import {
  buildBounds,
  type BuildStep,
  type BuildStepped,
  buildStream,
  type Job,
  type RecordedStep,
  type StepNews,
} from '#domain';
import type { EventMetadata, EventStore } from '#event-sourcing';
import { DockerfileDigest } from './dockerfile-digest.js';
import { findBase } from './find-base.js';
import type { JobOutput } from './job-output.js';
import type { BuildProgress, Host } from './ports/index.js';
import { maskText } from './secret-mask.js';
import { StepLog } from './step-log.js';
import { storable } from './storable.js';

/** What the steps of a build stand on. */
export interface BuildStepsParts {
  readonly job: Job;
  readonly output: JobOutput;
  readonly secrets: readonly string[];
  readonly store: EventStore;
  readonly metadata: EventMetadata;
}

/** The base images are asked for while the build goes on; its end waits no longer for the answers. */
const patienceMs = 2_000;

/** Takes in what one start of a build tells of its steps, and has it recorded while the build goes on, some together. */
export class BuildSteps implements BuildProgress {
  readonly #log: StepLog;
  #host: Host | undefined;
  #attempt = 0;
  #of = 0;
  #dockerfile: DockerfileDigest | undefined;
  readonly #steps = new Map<number, RecordedStep>();
  readonly #changed = new Set<number>();
  /** Steps after this one are to be recorded as none. */
  #onlyUpTo: number | undefined;
  /** Images that were made, also in tries before. */
  readonly #made = new Map<string, string>();
  readonly #asked = new Map<number, Promise<void>>();

  constructor(private readonly parts: BuildStepsParts) {
    const { job, store, metadata } = parts;
    this.#log = new StepLog({ store, metadata, stream: buildStream(job.id), gather: () => this.#gather() });
  }

  /** The build begins, or begins anew since the host had gone away. */
  begin(host: Host | undefined): void {
    this.#host = host;
    this.#attempt++;
    this.#of = 0;
    this.#steps.clear();
    this.#changed.clear();
    this.#asked.clear();
  }

  /** Passes the context on, and notes which Dockerfile is in it. */
  readContext(context: AsyncIterable<Uint8Array>, path: string): AsyncIterable<Uint8Array> {
    this.#dockerfile = new DockerfileDigest(path);
    return this.#dockerfile.read(context);
  }

  async take({ of, steps, wrote, onlyUpTo }: StepNews, text: Uint8Array): Promise<void> {
    const { output } = this.parts;
    this.#of = of;
    if (onlyUpTo !== undefined) this.#forgetAfter(onlyUpTo);
    for (const step of steps) this.#note(step);
    const from = output.position;
    if (text.length > 0) await output.write('stdout', text);
    for (const number of wrote) this.#wrote(number, { from, to: output.position });
  }

  /** The images that it is known to have made: the newest of each stage, on which the others lie below. */
  get images(): readonly string[] {
    return [...this.#made.values()];
  }

  /** Resolves when all that was told is recorded. */
  async end(): Promise<void> {
    const ended = new AbortController();
    await Promise.race([
      Promise.all(this.#asked.values()),
      later(patienceMs, undefined, { signal: ended.signal }).catch(() => undefined),
    ]);
    ended.abort();
    await this.#log.end();
  }

  #note(step: BuildStep): void {
    if (step.number > buildBounds.steps) return;
    const { base, output } = this.#steps.get(step.number) ?? {};
    const { instruction, stage, error, ...rest } = step;
    this.#keep({
      ...rest,
      instruction: this.#text(instruction),
      ...(stage !== undefined && { stage: this.#text(stage) }),
      ...(error !== undefined && { error: this.#text(error) }),
      ...(base && { base }),
      ...(output && { output }),
    });
    if (isFrom(instruction)) this.#askForBase(step);
    else if (step.image !== undefined) this.#made.set(`${this.#attempt} ${stage}`, step.image);
  }

  #wrote(number: number, { from, to }: { readonly from: number; readonly to: number }): void {
    const step = this.#steps.get(number);
    if (step) this.#keep({ ...step, output: { from: step.output?.from ?? from, to } });
  }

  #forgetAfter(number: number): void {
    this.#onlyUpTo = Math.min(number, this.#onlyUpTo ?? number);
    for (const later of [...this.#steps.keys()].filter((other) => other > number)) {
      this.#steps.delete(later);
      this.#changed.delete(later);
    }
    this.#log.wake();
  }

  /** A stage that goes on from another has no base of its own. */
  #askForBase({ number, endedAt, image, instruction }: BuildStep): void {
    const isStage = image !== undefined && [...this.#steps.values()].some((other) => isMadeBy(other, image));
    if (endedAt === undefined || isStage || !this.#host || this.#asked.has(number)) return;
    const attempt = this.#attempt;
    const asked = findBase(this.#host.graph, { image, instruction }).then((base) => {
      const step = this.#steps.get(number);
      if (base && step && attempt === this.#attempt)
        this.#keep({ ...step, base: { ...base, name: this.#text(base.name) } });
    });
    this.#asked.set(number, asked);
  }

  #keep(step: RecordedStep): void {
    this.#steps.set(step.number, step);
    this.#changed.add(step.number);
    this.#log.wake();
  }

  /** What has changed since it was asked last. */
  #gather(): readonly BuildStepped[] {
    const changed = [...this.#changed].flatMap((number) => this.#steps.get(number) ?? []);
    const only = this.#onlyUpTo === undefined ? [] : [{ ...this.#told(), steps: [], onlyUpTo: this.#onlyUpTo }];
    this.#changed.clear();
    this.#onlyUpTo = undefined;
    return [...only, ...inPortions(changed).map((steps) => ({ ...this.#told(), steps }))];
  }

  #told(): Omit<BuildStepped, 'steps'> {
    const dockerfile = this.#dockerfile?.digest;
    return {
      epoch: this.parts.job.epoch,
      attempt: this.#attempt,
      of: this.#of,
      ...(dockerfile !== undefined && { dockerfile }),
    };
  }

  #text(text: string): string {
    return storable(maskText(text, this.parts.secrets));
  }
}

/** An event has a bound of its own, in bytes; a character has four at most. */
const longestPortion = 50_000;

function inPortions(steps: readonly RecordedStep[]): readonly RecordedStep[][] {
  const portions: RecordedStep[][] = [];
  let length = Infinity;
  for (const step of steps) {
    const own = JSON.stringify(step).length;
    const isFull = length + own > longestPortion || portions.at(-1)?.length === buildBounds.stepsAtOnce;
    if (isFull) portions.push([]);
    portions.at(-1)?.push(step);
    length = isFull ? own : length + own;
  }
  return portions;
}

/** Whether an image, by its id or the first digits of it, is what a step other than a FROM has made. */
function isMadeBy({ instruction, image }: RecordedStep, id: string): boolean {
  return image !== undefined && !isFrom(instruction) && bare(image).startsWith(bare(id));
}

function bare(id: string): string {
  return id.replace('sha256:', '');
}

function isFrom(instruction: string): boolean {
  return /^FROM\s/i.test(instruction);
}
