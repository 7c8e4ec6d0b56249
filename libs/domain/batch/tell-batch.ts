import type { BuildTold } from '../build/build-fold.js';
import type { Batch } from './batch.js';
import { type BatchBuild, isSettled } from './batch-build.js';
import { buildProgress, type BuildProgress, type Done } from './build-progress.js';
import { criticalPathOf } from './critical-path.js';
import { durationsOf, type EstimatedBuild, estimateOf, expectedSeconds } from './estimate.js';

/** What is known of a batch beside what its own events tell. */
export interface KnownOfBatch {
  /** What builds have told of their steps, by their jobs. */
  readonly steps: ReadonlyMap<string, BuildTold>;
  /** How many bytes jobs have written. */
  readonly written: ReadonlyMap<string, number>;
  /** How many seconds builds took in earlier batches of the same name, by their names, the latest first. */
  readonly past: ReadonlyMap<string, readonly number[]>;
  /** How many builds may run at once. */
  readonly parallelism: number;
  /** Ms since 1970. */
  readonly now: number;
}

/** How far a batch is, and how long it will take. */
export interface BatchTold {
  readonly progress: {
    /** However they ended. */
    readonly builds: Done;
    readonly steps: Done;
    /** From 0 to 1: of the steps, of which those of a build that has ended in whatever way are not to be done any more. */
    readonly share: number;
    readonly outputBytes: number;
    readonly contextBytes: number;
  };
  /** Absent when it has ended, and when nothing is known of how long anything takes. */
  readonly estimate?: {
    readonly remainingSeconds: number;
    /** RFC 3339; absent while nothing goes on: it is paused, or waits for approval. */
    readonly endsAt?: string;
    /** Of how many builds it is known how long they took before. */
    readonly known: number;
  };
  readonly criticalPath: ToldPath;
  /** In their order. */
  readonly builds: readonly ToldBuild[];
}

/** The chain of builds that takes the longest, in their order: by seconds or, where these are not known of all, by steps. */
export interface ToldPath {
  /** How long each took, or is expected to take; absent where that is not known. */
  readonly builds: readonly { readonly name: string; readonly seconds?: number }[];
  readonly seconds?: number;
}

/** What is told of one build of a batch. */
export interface ToldBuild {
  readonly build: BatchBuild;
  readonly progress: BuildProgress;
  /** How long it takes in all, of how long it took lately. */
  readonly expectedSeconds?: number;
  /** How long it took, or is expected to take in all. */
  readonly seconds?: number;
}

/** What there is to tell of a batch. */
export function tellBatch(batch: Batch, known: KnownOfBatch): BatchTold {
  const builds = [...batch.builds.values()];
  const plain = builds.map((build) => toldBuild(build, known));
  const estimated = plain.map((one) => estimatedBuild(batch, one, known));
  const durations = durationsOf(estimated);
  const told = plain.map((one) => ({ ...one, ...secondsIn(durations, one.build.plan.name) }));
  const { steps, progress, remainingSeconds } = estimateOf(estimated, known.parallelism);
  const sumOf = (sizeOf: (progress: BuildProgress) => number) =>
    told.reduce((sum, one) => sum + sizeOf(one.progress), 0);
  return {
    progress: {
      builds: { done: builds.filter(isSettled).length, of: builds.length },
      steps: { done: sumOf((one) => one.steps.done), of: steps },
      share: progress,
      outputBytes: sumOf(({ outputBytes = 0 }) => outputBytes),
      contextBytes: sumOf(({ contextBytes }) => contextBytes),
    },
    ...(remainingSeconds !== undefined && !batch.job.exit && { estimate: estimate(batch, known, remainingSeconds) }),
    criticalPath: toldPath(estimated, durations),
    builds: told,
  };
}

function estimate(batch: Batch, { now, past }: KnownOfBatch, remainingSeconds: number) {
  const isHeld = batch.isPaused || (batch.policies.approval && !batch.isApproved);
  return {
    remainingSeconds,
    ...(!isHeld && { endsAt: new Date(now + remainingSeconds * 1_000).toISOString() }),
    known: [...batch.builds.keys()].filter((name) => past.has(name)).length,
  };
}

function toldBuild(build: BatchBuild, { steps, written, past }: KnownOfBatch): ToldBuild {
  const { job = '' } = build;
  const expected = expectedSeconds(past.get(build.plan.name) ?? []);
  return {
    build,
    progress: buildProgress(build, { told: steps.get(job), outputBytes: written.get(job) }),
    ...(expected !== undefined && { expectedSeconds: expected }),
  };
}

function estimatedBuild({ id }: Batch, { build, progress }: ToldBuild, { past, now }: KnownOfBatch): EstimatedBuild {
  const { plan, state, sharedWith, begunAt, settledAt } = build;
  const isOver = isSettled(build);
  const isServed = state === 'shared' && sharedWith?.batch === id;
  return {
    name: plan.name,
    needs: plan.needs.map((need) => need.build),
    state: isOver ? 'ended' : state === 'waiting' ? 'waiting' : 'running',
    steps: progress.steps.of,
    stepsDone: progress.steps.done,
    ...(begunAt !== undefined && { seconds: secondsBetween(begunAt, settledAt, now) }),
    past: past.get(plan.name) ?? [],
    ...(isServed && { servedBy: sharedWith.build }),
  };
}

function toldPath(builds: readonly EstimatedBuild[], durations: ReadonlyMap<string, number>): ToldPath {
  const isKnown = ![...durations.values()].some(Number.isNaN);
  const timed = builds.map(({ name, needs, servedBy, steps }) => {
    const seconds = isKnown ? (durations.get(name) ?? 0) : steps + 1;
    return [name, { seconds, needs: servedBy === undefined ? needs : [...needs, servedBy] }] as const;
  });
  const { path, seconds } = criticalPathOf(new Map(timed));
  const toldOf = (name: string) => ({ name, ...secondsIn(durations, name) });
  return { builds: path.map(toldOf), ...(isKnown && { seconds }) };
}

function secondsIn(durations: ReadonlyMap<string, number>, name: string): { readonly seconds?: number } {
  const seconds = durations.get(name);
  return seconds === undefined || Number.isNaN(seconds) ? {} : { seconds };
}

function secondsBetween(begunAt: string, settledAt: string | undefined, now: number): number {
  const end = settledAt === undefined ? now : Date.parse(settledAt);
  return Math.max(0, end - Date.parse(begunAt)) / 1_000;
}
