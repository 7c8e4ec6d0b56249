import type { BuildTold } from '#domain';

/** What is on record of builds of batches, many at a time: each is read at once, however many there are. */
export interface BatchReads {
  /** What builds have told of their steps, by their jobs; of those that have told anything. */
  steps(jobs: readonly string[]): Promise<ReadonlyMap<string, BuildTold>>;
  /** How many seconds builds took in the newest batches of a name that have ended, the latest first, by the names of the builds. */
  past(of: { readonly name: string; readonly beforePid: number }): Promise<ReadonlyMap<string, readonly number[]>>;
}
