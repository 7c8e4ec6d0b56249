import type { RecordedBuildEvent, RecordedStep } from './build.events.js';

/** What a build has told of its steps. */
export interface BuildTold {
  /** The start of the job that told it: the newest that told any. 0 while none has. */
  readonly epoch: number;
  readonly attempt: number;
  /** How many steps there are, as far as is known. */
  readonly of: number;
  readonly dockerfile?: string;
  readonly steps: readonly RecordedStep[];
  /** How many starts and tries before it had told of steps, and were lost. */
  readonly lost: number;
}

const nothing: BuildTold = { epoch: 0, attempt: 0, of: 0, steps: [], lost: 0 };

/** Folds the stream of a build: of starts and tries the newest counts, also against an older one that goes on writing. */
export function foldBuild(events: readonly RecordedBuildEvent[]): BuildTold {
  return events.reduce(evolve, nothing);
}

function evolve(told: BuildTold, { data }: RecordedBuildEvent): BuildTold {
  const order = data.epoch - told.epoch || data.attempt - told.attempt;
  if (order < 0) return told;
  const isNew = order > 0;
  const before = isNew ? [] : told.steps.filter(({ number }) => number <= (data.onlyUpTo ?? Infinity));
  const steps = new Map([...before, ...data.steps].map((step) => [step.number, step]));
  const dockerfile = data.dockerfile ?? (isNew ? undefined : told.dockerfile);
  return {
    epoch: data.epoch,
    attempt: data.attempt,
    of: data.of,
    ...(dockerfile !== undefined && { dockerfile }),
    steps: [...steps.values()].toSorted((one, other) => one.number - other.number),
    lost: isNew && told.epoch > 0 ? told.lost + 1 : told.lost,
  };
}
