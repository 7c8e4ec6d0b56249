import { cause, entityKinds } from '#domain';
import { actorKinds } from '#event-sourcing';
import type { Changes, FactView, ToldFact } from '#read-models';
import { z } from 'zod';

/** What happened, when, and because of what; for the description of the API. */
export const factSchema = z.strictObject({
  position: z.int().describe('Its place in the log'),
  time: z.iso.datetime().describe('When it was recorded'),
  at: z.string().describe("When it came about, by the host's clock"),
  type: z.string(),
  seen: z.enum(['event', 'inspection']),
  cause,
  actor: z.strictObject({ kind: z.enum(actorKinds), name: z.string() }),
}) satisfies z.ZodType<FactView>;

/** A page of a list as it was at a moment. */
export function pageSchema<Item extends z.ZodType>(item: Item) {
  return z.strictObject({
    position: z.int().describe('The position that the page is as of'),
    items: z.array(item).readonly(),
    next: z.string().nullable().describe('The cursor of the next page; null on the last'),
  });
}

/** What a fact, or a stretch of time, gave other values. */
export const changesSchema = z
  .record(z.string(), z.strictObject({ before: z.unknown(), after: z.unknown() }))
  .readonly()
  .describe('By field; null where there was none') satisfies z.ZodType<Changes>;

/** A fact with what it is about. */
export const toldFact = z.strictObject({
  ...factSchema.shape,
  kind: z.enum(entityKinds),
  host: z.string(),
  id: z.string(),
  name: z.string().nullable().describe('Null for an image without a name'),
  changes: changesSchema,
}) satisfies z.ZodType<ToldFact>;
