import { labelLine } from '../graph/graph-label.js';
import { isSettled } from './batch-build.js';
import type { BatchTold, ToldBuild } from './tell-batch.js';

/** A build as it is drawn. */
export interface DrawnBuild {
  readonly name: string;
  readonly state: 'waiting' | 'running' | 'shared' | 'built' | 'failed' | 'cancelled' | 'skipped';
  /** Names of the builds that it needs. */
  readonly needs: readonly string[];
  /** What is written after the state, e.g. `3 of 10 steps`. */
  readonly detail?: string;
}

/** The graph of a batch: its builds, and the chain of them that takes the longest. */
export interface DrawnBatch {
  readonly builds: readonly DrawnBuild[];
  readonly criticalPath: readonly string[];
}

/** An arrow of the drawing, from a build to one that needs it. */
export interface DrawnNeed {
  readonly from: string;
  readonly to: string;
  readonly isCritical: boolean;
}

/** What of a batch is drawn. */
export function drawnBatch({ builds, criticalPath }: BatchTold): DrawnBatch {
  return {
    builds: builds.map((told) => {
      const { plan, state } = told.build;
      const detail = detailOf(told);
      return {
        name: plan.name,
        state,
        needs: plan.needs.map(({ build }) => build),
        ...(detail !== undefined && { detail }),
      };
    }),
    criticalPath: criticalPath.builds.map(({ name }) => name),
  };
}

/** How far a build is that runs, and how long one took that has ended. */
function detailOf({ build, progress: { steps }, seconds }: ToldBuild): string | undefined {
  if (build.state === 'running') return `${steps.done} of ${steps.of} steps`;
  return isSettled(build) && build.begunAt !== undefined ? `${seconds?.toFixed(1)} s` : undefined;
}

/** Fill and line of the builds of each state. */
export const stateColours: Readonly<Record<DrawnBuild['state'], readonly [fill: string, line: string]>> = {
  waiting: ['#f6f8fa', '#8c959f'],
  running: ['#ddf4ff', '#0969da'],
  shared: ['#fbefff', '#8250df'],
  built: ['#dafbe1', '#1a7f37'],
  failed: ['#ffebe9', '#cf222e'],
  cancelled: ['#fff8c5', '#9a6700'],
  skipped: ['#eaeef2', '#6e7781'],
};

/** What is written on a build, line by line; plain text, which each format must escape. */
export function buildLabel({ name, state, detail }: DrawnBuild): readonly string[] {
  return [labelLine(name), labelLine(detail === undefined ? state : `${state}, ${detail}`)];
}

/** The arrows among the builds, each once. */
export function needsDrawn({ builds, criticalPath }: DrawnBatch): readonly DrawnNeed[] {
  const names = new Set(builds.map(({ name }) => name));
  const next = new Map(criticalPath.map((name, index) => [name, criticalPath[index + 1]]));
  return builds.flatMap(({ name, needs }) =>
    [...new Set(needs)]
      .filter((need) => names.has(need))
      .map((need) => ({ from: need, to: name, isCritical: next.get(need) === name })),
  );
}
