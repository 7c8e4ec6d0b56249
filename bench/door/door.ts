import type { Figure } from '../table.js';
import { mutations, queries, run } from './commands.js';
import { openSides, type Sides } from './sides.js';
import { streams } from './streams.js';
import { transfers } from './transfers.js';

const parts: Readonly<Record<string, (sides: Sides) => Promise<Figure | readonly Figure[]>>> = {
  run,
  queries,
  mutations,
  transfers,
  streams,
};

/** The front door of the Docker Engine API against the engine's own socket: all parts, or `only` some. */
export async function door(only: readonly string[] = Object.keys(parts)): Promise<readonly Figure[]> {
  await using sides = await openSides();
  const figures: Figure[] = [];
  for (const name of only) {
    const part = parts[name];
    if (part === undefined) throw new Error(`door has no part ${name}: take some of ${Object.keys(parts).join(', ')}.`);
    figures.push(...[await part(sides)].flat());
  }
  return figures;
}
