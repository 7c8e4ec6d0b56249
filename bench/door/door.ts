import type { Figure } from '../table.js';
import { mutations, queries, run } from './commands.js';
import { openSides } from './sides.js';
import { streams } from './streams.js';
import { transfers } from './transfers.js';

/** The front door of the Docker Engine API against the engine's own socket. */
export async function door(): Promise<readonly Figure[]> {
  await using sides = await openSides();
  return [
    await run(sides),
    await queries(sides),
    ...(await mutations(sides)),
    ...(await transfers(sides)),
    await streams(sides),
  ];
}
