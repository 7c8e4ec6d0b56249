import { isCall } from '../engine-api/call-args.js';
import type { Job } from '../job/job.js';
import type { PruneKind } from '../prune/prune-plan.events.js';
import type { Cause } from './fact.js';

/** A job as far as causes need it. */
export type Suspect = Pick<
  Job,
  'id' | 'name' | 'args' | 'effect' | 'effectStartedAt' | 'exit' | 'limits' | 'signals' | 'startedAt'
>;

/** Those who may have caused something: jobs whose effect had begun and that had not ended when it came about. */
export interface Suspects {
  readonly jobs: readonly Suspect[];
  /** The job that a label names, whenever it ran; undefined when the log has none such. */
  readonly labelled?: Suspect;
  /** The job on whose behalf one is looking right now: what is new then was made by it. */
  readonly looking?: Suspect;
  /** Ms since 1970. */
  readonly now: number;
}

export function byJob({ id, name }: Suspect): Cause {
  return { by: 'job', job: id, name };
}

/** @param known what is known of it */
export function byDrift(known: string): Cause {
  return { by: 'drift', known };
}

/** The first job for which all holds. */
export function suspectIn(
  { jobs }: Suspects,
  ...conditions: readonly ((job: Suspect) => boolean)[]
): Suspect | undefined {
  return jobs.find((job) => conditions.every((holds) => holds(job)));
}

/** @param verbs names of jobs */
export function does(...verbs: readonly string[]): (job: Suspect) => boolean {
  return ({ name }) => verbs.includes(name);
}

/** Whether what a job was told names this container or network: by its id or the beginning of it, or by its name. */
export function isNameOf(ref: unknown, { id, name }: { readonly id: string; readonly name: string }): boolean {
  if (ref === id || ref === name) return true;
  return typeof ref === 'string' && /^[0-9a-f]{4,64}$/.test(ref) && id.startsWith(ref);
}

/** Whether a prune has this among what it is to remove; one that came by the Engine API removes what the engine chooses. */
export function prunes(kind: PruneKind, id: string): (job: Suspect) => boolean {
  return ({ name, args }) => {
    if (name !== `prune.${kind}`) return false;
    const { items } = args;
    return isCall(args) || (Array.isArray(items) && items.some((item: { readonly id?: unknown }) => item.id === id));
  };
}

/** Whether a job has been told to end, or has outlived its time. */
export function isTold({ signals, limits, startedAt }: Suspect, now: number): boolean {
  if (signals.length > 0) return true;
  return (
    limits?.seconds !== undefined && startedAt !== undefined && now >= Date.parse(startedAt) + limits.seconds * 1_000
  );
}
