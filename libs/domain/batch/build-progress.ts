import type { BuildTold } from '../build/build-fold.js';
import type { RecordedStep } from '../build/build.events.js';
import { type BatchBuild, isSettled } from './batch-build.js';

/** How many of a number are done. */
export interface Done {
  readonly done: number;
  readonly of: number;
}

/** How far a build of a batch is. */
export interface BuildProgress {
  readonly steps: Done;
  /** The instruction that is carried out now. */
  readonly current?: string;
  /** What its newest job has written; absent while it has none. */
  readonly outputBytes?: number;
  readonly contextBytes: number;
}

/** What of the job of a build is known. */
export interface BuildWork {
  readonly told: BuildTold | undefined;
  readonly outputBytes: number | undefined;
}

/** How far a build is. What the builder tells no step of, as BuildKit of metadata, counts when it has built. */
export function buildProgress(build: BatchBuild, { told, outputBytes }: BuildWork): BuildProgress {
  const instructions = told?.steps.filter(({ stage }) => stage !== undefined) ?? [];
  const ended = instructions.filter(({ endedAt }) => endedAt !== undefined).length;
  const of = build.plan.steps || Math.max(told?.of ?? 0, ended);
  const done = build.state === 'built' ? of : Math.min(ended, of);
  const current = isSettled(build) ? undefined : instructions.findLast(isGoingOn)?.instruction;
  return {
    steps: { done, of },
    ...(current !== undefined && { current }),
    ...(build.job !== undefined && { outputBytes: outputBytes ?? 0 }),
    contextBytes: build.plan.context.size,
  };
}

function isGoingOn({ endedAt }: RecordedStep): boolean {
  return endedAt === undefined;
}
