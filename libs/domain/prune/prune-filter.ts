import { jobLabel } from '../container/labels.js';
import type { PruneFilter } from './prune-plan.events.js';

type Labels = Readonly<Record<string, string>>;

/** What all choosing of things to prune goes by. */
export interface Choosing {
  readonly filter: PruneFilter;
  /** The jobs that have not ended: what they made is theirs. */
  readonly unended: ReadonlySet<string>;
  readonly now: Date;
}

/** Whether a thing is among those that are meant: by its age and its labels, and by whether the job that made it has ended. */
export function isMeant(
  { filter, unended }: Choosing,
  { labels, since }: { readonly labels: Labels; readonly since: string | undefined },
): boolean {
  if (unended.has(labels[jobLabel] ?? '')) return false;
  return isOldEnough(filter, since) && filter.labels.every((label) => has(labels, label)) && !isKept(filter, labels);
}

/** Whether its labels except a thing. */
export function isKept({ notLabels }: PruneFilter, labels: Labels): boolean {
  return notLabels.some((label) => has(labels, label));
}

function isOldEnough({ before }: PruneFilter, since: string | undefined): boolean {
  return before === undefined || (since !== undefined && Date.parse(since) <= Date.parse(before));
}

function has(labels: Labels, wanted: string): boolean {
  const separator = wanted.indexOf('=');
  if (separator < 0) return Object.hasOwn(labels, wanted);
  return labels[wanted.slice(0, separator)] === wanted.slice(separator + 1);
}

/** How long ago that was, for people. */
export function ago(since: string, now: Date): string {
  const seconds = Math.max(0, Math.floor((now.getTime() - Date.parse(since)) / 1_000));
  if (seconds < 100) return `${seconds} s ago`;
  if (seconds < 100 * 60) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 48 * 3_600) return `${Math.floor(seconds / 3_600)} h ago`;
  return `${Math.floor(seconds / 86_400)} days ago`;
}
