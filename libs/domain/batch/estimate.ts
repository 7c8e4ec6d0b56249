import type { TimedBuild } from './critical-path.js';
import { makespanOf } from './list-schedule.js';

/** A build of a batch, as far as it matters for how long the batch will take. */
export interface EstimatedBuild {
  readonly name: string;
  readonly needs: readonly string[];
  readonly state: 'waiting' | 'running' | 'ended';
  readonly steps: number;
  readonly stepsDone: number;
  /** Since its beginning, until now or its end. */
  readonly seconds?: number;
  /** How long the same target took before, the latest first. */
  readonly past: readonly number[];
  /** Another build of the batch that is built for both: it ends with that one, and takes no time of its own. */
  readonly servedBy?: string;
}

/** How far a batch is. */
export interface Estimate {
  /** Of the steps of all builds, from 0 to 1; what has ended counts as done. */
  readonly progress: number;
  readonly steps: number;
  readonly stepsDone: number;
  /** Until the last build ends; absent while there is nothing to go by. */
  readonly remainingSeconds?: number;
}

/**
 * How far a batch is, and how long it will take with so many builds at once.
 *
 * A build is taken to last as long as the same target did lately, or else as long as the other builds; when it runs, less what has gone by.
 */
export function estimateOf(builds: readonly EstimatedBuild[], parallelism: number): Estimate {
  const steps = sum(builds.map((build) => build.steps));
  const stepsDone = sum(builds.map(doneOf));
  const open = builds.filter(({ state }) => state !== 'ended');
  const share = steps === 0 ? (builds.length - open.length) / Math.max(1, builds.length) : stepsDone / steps;
  const progress = { progress: share, steps, stepsDone };
  const durations = durationsOf(builds);
  const timed = open.map((build) => [build.name, remainderOf(build, durations.get(build.name))] as const);
  if (timed.some(([, build]) => Number.isNaN(build.seconds))) return progress;
  return { ...progress, remainingSeconds: makespanOf(new Map(timed), Math.max(1, parallelism)) };
}

/** How long each build took, or is expected to take in all; NaN where there is nothing to go by. */
export function durationsOf(builds: readonly EstimatedBuild[]): ReadonlyMap<string, number> {
  const usual = usualSeconds(builds);
  return new Map(builds.map((build) => [build.name, durationOf(build, usual)]));
}

const latest = 5;

/** How long a target takes, of how long it took lately: the median. Undefined where it was never built. */
export function expectedSeconds(past: readonly number[]): number | undefined {
  const recent = past.slice(0, latest).toSorted((one, other) => one - other);
  const [low, high] = [recent[(recent.length - 1) >> 1], recent[recent.length >> 1]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}

/** What a build of which nothing is known may take: what the others take. */
function usualSeconds(builds: readonly EstimatedBuild[]): number | undefined {
  const known = builds.flatMap(
    ({ state, seconds, past }) => expectedSeconds(past) ?? (state === 'ended' ? (seconds ?? []) : []),
  );
  const sorted = known.toSorted((one, other) => one - other);
  return sorted[sorted.length >> 1];
}

function durationOf(build: EstimatedBuild, usual: number | undefined): number {
  const { state, seconds = 0, past, servedBy } = build;
  if (state === 'ended') return seconds;
  if (servedBy !== undefined) return 0;
  const isRunning = state === 'running';
  const expected = expectedSeconds(past) ?? (isRunning ? (bySteps(build) ?? usual) : usual);
  if (expected === undefined) return Number.NaN;
  return isRunning && expected < seconds ? seconds + overdue(build, expected) : expected;
}

/** What is still to be done of a build. */
function remainderOf({ state, needs, seconds = 0, servedBy }: EstimatedBuild, duration = Number.NaN): TimedBuild {
  if (servedBy !== undefined) return { needs: [...needs, servedBy], seconds: 0 };
  const isRunning = state === 'running';
  return { needs, isRunning, seconds: isRunning ? duration - seconds : duration };
}

/** What takes longer than it was expected to goes on at the pace of its steps, or else for a tenth of what was expected. */
function overdue(build: EstimatedBuild, expected: number): number {
  const whole = bySteps(build);
  return Math.max(whole === undefined ? 0 : whole - (build.seconds ?? 0), expected / 10);
}

/** How long it takes in all when each step takes as long as those that are done did. */
function bySteps({ seconds, steps, stepsDone }: EstimatedBuild): number | undefined {
  return seconds === undefined || stepsDone === 0 ? undefined : (seconds * Math.max(steps, stepsDone)) / stepsDone;
}

function doneOf({ state, steps, stepsDone }: EstimatedBuild): number {
  return state === 'ended' ? steps : Math.min(stepsDone, steps);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((one, other) => one + other, 0);
}
