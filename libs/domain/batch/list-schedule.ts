import { dependentsOf } from './build-levels.js';
import { needsAmong, tailsOf, type TimedBuilds } from './critical-path.js';

/**
 * How long the builds take when so many may run at once and, whenever one ends, that one begins which has the longest way to the end after
 * it (list scheduling by critical path): at most 2 − 1/n times the best there is (Graham, 1969), and mostly close to it.
 */
export function makespanOf(builds: TimedBuilds, parallelism: number): number {
  const needs = needsAmong(builds);
  const tails = tailsOf(builds);
  const dependents = dependentsOf(needs);
  const open = new Map([...needs].map(([name, of]) => [name, of.length]));
  const urgencyOf = (name: string) => (builds.get(name)?.isRunning === true ? Infinity : (tails.get(name) ?? 0));
  const ready: Timed[] = [];
  const running: Timed[] = [];
  const makeReady = (name: string) => putInOrder(ready, { name, order: urgencyOf(name) });
  for (const [name, count] of open) if (count === 0) makeReady(name);
  let now = 0;
  for (;;) {
    while (running.length < parallelism) {
      const next = ready.pop();
      if (!next) break;
      putInOrder(running, { name: next.name, order: -(now + (builds.get(next.name)?.seconds ?? 0)) });
    }
    const ended = running.pop();
    if (!ended) return now;
    now = -ended.order;
    for (const dependent of dependents.get(ended.name) ?? []) {
      const left = (open.get(dependent) ?? 0) - 1;
      open.set(dependent, left);
      if (left === 0) makeReady(dependent);
    }
  }
}

interface Timed {
  readonly name: string;
  readonly order: number;
}

/** Into a list of rising order, from whose end is taken; of equals, the first by name is taken first. */
function putInOrder(list: Timed[], one: Timed): void {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = list[middle];
    if (other && (other.order < one.order || (other.order === one.order && other.name > one.name))) low = middle + 1;
    else high = middle;
  }
  list.splice(low, 0, one);
}
