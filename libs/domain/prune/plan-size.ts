import type { PruneItem } from './prune-plan.events.js';

/** An event holds 256 kB, and so do the plan and the result of the job that applies it. */
const mostItems = 500;
const mostCharacters = 150_000;
const longestReason = 200;

/** How many of the items, from the first on, one plan can hold. */
export function howManyFit(items: readonly PruneItem[]): number {
  let characters = 0;
  const overflow = items.findIndex((item, index) => {
    characters += JSON.stringify(item).length;
    return index >= mostItems || characters > mostCharacters;
  });
  return overflow < 0 ? items.length : overflow;
}

/** A reason no longer than a result of many can hold. */
export function cutReason(reason: string): string {
  return reason.length > longestReason ? `${reason.slice(0, longestReason - 1)}…` : reason;
}
