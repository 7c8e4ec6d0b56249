import { cause } from '#domain';
import type { FactView } from '#read-models';
import { z } from 'zod';

/** What happened, when, and because of what; for the description of the API. */
export const factSchema = z.strictObject({
  position: z.int().describe('Its place in the log'),
  time: z.iso.datetime().describe('When it was recorded'),
  at: z.string().describe("When it came about, by the host's clock"),
  type: z.string(),
  seen: z.enum(['event', 'inspection']),
  cause,
  actor: z.strictObject({ kind: z.enum(['token', 'system', 'unknown']), name: z.string() }),
}) satisfies z.ZodType<FactView>;

/** A page of a list as it was at a moment. */
export function pageSchema<Item extends z.ZodType>(item: Item) {
  return z.strictObject({
    position: z.int().describe('The position that the page is as of'),
    items: z.array(item).readonly(),
    next: z.string().nullable().describe('The cursor of the next page; null on the last'),
  });
}
