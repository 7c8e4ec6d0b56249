import type { AskedBuild, BatchPolicies, PlannedBuild } from '#domain';
import type { ContextCut } from './context-tar.js';

/** A build that is read, checked and in order. Its context is told, and not yet made. */
export interface Draft extends Omit<PlannedBuild, 'context'> {
  readonly cut: ContextCut;
  /** How its context and its Dockerfile were asked for. */
  readonly asked: Pick<AskedBuild, 'context' | 'dockerfile'>;
}

/** What a request comes to, before anything is recorded. */
export interface BatchPlan {
  readonly name: string;
  readonly policies: BatchPolicies;
  /** Those that are needed come first. */
  readonly builds: readonly Draft[];
  /** The names of the builds, level by level: each needs builds of earlier levels only. */
  readonly levels: readonly (readonly string[])[];
}
