import type { Figure } from '../table.js';
import { openDesk } from './desk.js';
import { graph } from './graph.js';
import { longList } from './long-list.js';
import { opening } from './opening.js';
import { visible } from './visible.js';

/** The dashboard in a real browser, with 10,000 jobs and a graph of 1,000 things on record. */
export async function page(): Promise<readonly Figure[]> {
  await using desk = await openDesk();
  return [...(await opening(desk)), await visible(desk), await longList(desk), ...(await graph(desk))];
}
