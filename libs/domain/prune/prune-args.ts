import { z } from 'zod';
import { pruneItem } from './prune-plan.events.js';

/** A thing to be removed, and what must be the same of it. */
const pruneTarget = pruneItem.omit({ reason: true });

export type PruneTarget = z.output<typeof pruneTarget>;

/** What the job that carries out a prune plan takes: which plan, and all that it lists. */
export const pruneArgs = z.strictObject({ plan: z.uuid(), items: z.array(pruneTarget) });
