import type { PlannedBuild } from './batch-args.js';

/**
 * `waiting`: it has not begun, or is to begin again; `running`: its job is on a host, or in the host's queue; `shared`: it waits for the job of an equal build. The
 * others are final.
 */
export type BuildStateName = 'waiting' | 'running' | 'shared' | 'built' | 'failed' | 'cancelled' | 'skipped';

/** One try of a build. */
export interface BuildAttempt {
  readonly number: number;
  readonly job: string;
  readonly host: string;
  /** RFC 3339. */
  readonly dispatchedAt: string;
  /** Why it was in vain, when another one follows. */
  reason?: string;
}

/** A build of a batch as its events tell it. It changes in place: batches are large, and are folded event by event. */
export interface BatchBuild {
  readonly plan: PlannedBuild;
  /** Its place in the batch, from 0. */
  readonly index: number;
  state: BuildStateName;
  readonly attempts: BuildAttempt[];
  /** How many of those that it needs have not built yet. */
  unbuilt: number;
  /** The job whose end is its own: of its newest attempt, or of the build that serves it. */
  job?: string;
  host?: string;
  /** The build that serves it. */
  sharedWith?: { readonly batch: string; readonly build: string };
  image?: string;
  reason?: string;
  /** When its newest attempt was dispatched, or it began to share the job of another. RFC 3339; absent while it waits. */
  begunAt?: string;
  /** It begins again then, not before. Ms since 1970. */
  retryAt?: number;
  /** RFC 3339. */
  settledAt?: string;
}

export function isSettled({ state }: BatchBuild): boolean {
  return state !== 'waiting' && state !== 'running' && state !== 'shared';
}
