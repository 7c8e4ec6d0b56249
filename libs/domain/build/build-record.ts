import type { ImageDetail } from '../graph/image.events.js';
import { outcomeOf, type Outcome } from '../job/outcome.js';
import type { Job } from '../job/job.js';
import type { BuildTold } from './build-fold.js';
import { inputsOf } from './build-inputs.js';
import { layersOfSteps, type StepLayer } from './step-layers.js';
import type { RecordedStep } from './build.events.js';

/** What a build was, or has come to so far. */
export type BuildRecord = ReturnType<typeof buildRecord>;

/** A step as the record shows it. What is not known is null. */
export type BuildStepView = ReturnType<typeof viewStep>;

/** What a record is made from. */
export interface BuildSources {
  readonly job: Job;
  /** The id of the job that submitted it. */
  readonly parent: string | undefined;
  readonly told: BuildTold;
  /** Of the images that it came to, by their ids, as far as they are on record. */
  readonly details: ReadonlyMap<string, ImageDetail>;
}

/** The record of a build. */
export function buildRecord({ job, parent, told, details }: BuildSources) {
  const { builder, dockerfile, tags, ...inputs } = inputsOf(job);
  const image = imageOf(job);
  const layers = layersOfSteps(told.steps, details, image ?? undefined);
  const steps = told.steps.map((step) => viewStep(step, layers.get(step.number)));
  const making = told.steps.filter(isMaking);
  return {
    id: job.id,
    pid: job.pid,
    parent: parent ?? null,
    correlation: job.correlationId,
    actor: job.actor.name,
    host: job.host,
    builder,
    outcome: outcomeOfJob(job),
    status: job.exit?.status ?? null,
    error: job.exit?.error ?? null,
    ...timesOf(job),
    /** How often it was started, and how often steps were told that were then told again. */
    starts: job.epoch,
    restarts: told.lost,
    inputs: {
      ...inputs,
      context: job.stdin ?? null,
      dockerfile: { path: dockerfile, digest: told.dockerfile ?? null },
    },
    bases: basesOf(told.steps),
    /** Steps that are instructions and can be cached, of those that were told. */
    cache: { hits: making.filter(({ cached }) => cached).length, of: making.length },
    progress: { done: told.steps.filter(({ endedAt }) => endedAt !== undefined).length, of: told.of },
    steps: steps as readonly BuildStepView[],
    image,
    tags,
  };
}

/** The id of the image that a job built; null while, or where, there is none. */
export function imageOf({ exit }: Pick<Job, 'exit'>): string | null {
  const image = exit?.result?.['image'];
  return typeof image === 'string' ? image : null;
}

function timesOf({ submittedAt, startedAt, endedAt }: Job) {
  return {
    queuedAt: submittedAt,
    startedAt: startedAt ?? null,
    endedAt: endedAt ?? null,
    queueMs: startedAt === undefined ? null : msBetween(submittedAt, startedAt),
    durationMs: startedAt === undefined || endedAt === undefined ? null : msBetween(startedAt, endedAt),
  };
}

/** An image that a stage began with. */
interface Base {
  readonly stage: string | null;
  readonly name: string;
  readonly image: string | null;
  readonly digests: readonly string[];
}

function basesOf(steps: readonly RecordedStep[]): readonly Base[] {
  return steps.flatMap(({ base, stage = null }) =>
    base ? [{ stage, name: base.name, image: base.image ?? null, digests: base.digests }] : [],
  );
}

function viewStep(step: RecordedStep, layer: StepLayer | undefined) {
  const { number, stage, instruction, startedAt, endedAt, cached, image, vertex, error, output } = step;
  return {
    number,
    stage: stage ?? null,
    instruction,
    cached,
    startedAt,
    endedAt: endedAt ?? null,
    durationMs: endedAt === undefined ? null : msBetween(startedAt, endedAt),
    /** Bytes that it added, and the chain id of the layer with these. */
    size: layer?.size ?? null,
    layer: layer?.layer ?? null,
    image: image ?? null,
    vertex: vertex ?? null,
    /** Whether it wrote anything. */
    hasOutput: output !== undefined,
    error: error ?? null,
  };
}

function isMaking({ stage, instruction }: RecordedStep): boolean {
  return stage !== undefined && !/^FROM\s/i.test(instruction);
}

function outcomeOfJob({ state, exit }: Job): Outcome {
  if (state === 'queued' || state === 'running' || state === 'refused') return state;
  return exit ? outcomeOf(exit) : 'indeterminate';
}

function msBetween(from: string, to: string): number {
  return Math.max(0, Date.parse(to) - Date.parse(from));
}
