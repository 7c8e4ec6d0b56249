import { type Batch, type BatchBuild, type BatchTold, tellBatch, type ToldReason } from '#domain';
import type { BatchReads, OutputStore } from '../ports/index.js';
import type { Outlook } from './outlook.js';

/** What a teller of batches stands on. */
export interface BatchTellerParts {
  readonly outlook: Outlook;
  readonly outputs: Pick<OutputStore, 'written'>;
  readonly reads: BatchReads;
}

/** A batch as it is told. */
export interface TellingOfBatch {
  readonly told: BatchTold;
  /** Why each build that waits does so, by its name. */
  readonly why: ReadonlyMap<string, ToldReason>;
}

/** Brings together what there is to tell of a batch beside its own events, in as many reads for ten thousand builds as for one. */
export class BatchTeller {
  constructor(private readonly parts: BatchTellerParts) {}

  async tell(batch: Batch, now: number): Promise<TellingOfBatch> {
    const { outlook, outputs, reads } = this.parts;
    const builds = [...batch.builds.values()];
    const [steps, written, past, { why, parallelism }] = await Promise.all([
      reads.steps(jobsOf(builds.filter(isInPart))),
      outputs.written(jobsOf(builds)),
      reads.past({ name: batch.args.name, beforePid: batch.job.pid }),
      batch.job.exit ? { why: new Map(), parallelism: 1 } : outlook.look(batch, now),
    ]);
    return { told: tellBatch(batch, { steps, written, past, parallelism, now }), why };
  }
}

/** Whether some of its steps may be done, and some not; of what was built all are. */
function isInPart(build: BatchBuild): boolean {
  return build.state !== 'built' && build.state !== 'skipped';
}

function jobsOf(builds: readonly BatchBuild[]): readonly string[] {
  return [...new Set(builds.flatMap(({ job }) => job ?? []))];
}
