import type { PruneTarget } from './prune-args.js';

/** What becomes of an item when its plan is applied: it is `due`, or `gone` by now, or stays, with the reason. */
export type Verdict = 'due' | 'gone' | { readonly stays: string };

/** A container that was started since is in use, or was. */
export function judgeContainer(
  item: PruneTarget,
  found: { readonly state: string; readonly running: boolean; readonly startedAt?: string } | undefined,
): Verdict {
  if (!found) return 'gone';
  if (found.running) return { stays: `in use: it is ${found.state} again` };
  return found.startedAt === item.startedAt ? 'due' : { stays: 'changed: it ran again since the plan was made' };
}

/** What there is of an image. */
export interface FoundImage {
  readonly names: readonly string[];
  /** The name of a container that was made from it. */
  readonly user?: string;
  /** An image that was built on it. */
  readonly child?: string;
}

/** Names may be missing where `isBegun`: an earlier start of the job took them away. */
export function judgeImage(item: PruneTarget, found: FoundImage | undefined, isBegun: boolean): Verdict {
  if (!found) return 'gone';
  if (found.user !== undefined) return { stays: `in use: container ${found.user} was made from it` };
  if (found.child !== undefined) return { stays: `in use: image ${found.child} was built on it` };
  const added = found.names.find((name) => !item.names.includes(name));
  if (added !== undefined) return { stays: `changed: it is named ${added} since the plan was made` };
  const lost = item.names.find((name) => !found.names.includes(name));
  return lost === undefined || isBegun ? 'due' : { stays: `changed: the name ${lost} no longer points at it` };
}

export function judgeNetwork(found: { readonly member?: string } | undefined): Verdict {
  if (!found) return 'gone';
  return found.member === undefined ? 'due' : { stays: `in use: container ${found.member} is a member` };
}

/** Volumes have no ids: one that was made at another time is another, or was written to. */
export function judgeVolume(
  item: PruneTarget,
  found: { readonly createdAt?: string; readonly user?: string } | undefined,
): Verdict {
  if (!found) return 'gone';
  if (found.user !== undefined) return { stays: `in use: container ${found.user} mounts it` };
  return found.createdAt === item.createdAt
    ? 'due'
    : { stays: 'changed: it was written to, or made anew, since the plan was made' };
}
