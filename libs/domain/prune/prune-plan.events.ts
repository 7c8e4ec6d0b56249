import { z } from 'zod';
import type { EventCatalog, RecordedEvent } from '#event-sourcing';

/** What can be pruned. */
export const pruneKinds = ['containers', 'images', 'networks', 'volumes'] as const;

export type PruneKind = (typeof pruneKinds)[number];

/** Which things of a kind are meant; all that it says must hold. */
export const pruneFilter = z.strictObject({
  /** Images: those that have a tag too, not only dangling ones. */
  all: z.boolean(),
  /** Volumes: only those that nobody gave a name. */
  anonymous: z.boolean(),
  /** RFC 3339: made (a container: ended) at this moment or before. */
  before: z.string().optional(),
  /** `key` or `key=value`: a thing has all of these. */
  labels: z.array(z.string()),
  /** A thing has none of these. */
  notLabels: z.array(z.string()),
});

/** A thing that a plan removes, and what must be the same of it when that is done. */
export const pruneItem = z.strictObject({
  /** The whole id of an image, a container or a network; the name of a volume. */
  id: z.string(),
  /** Tags and digests of an image, the one name of anything else. */
  names: z.array(z.string()),
  reason: z.string(),
  /** What removing it alone would free; absent where that cannot be told. */
  bytes: z.int().optional(),
  /** RFC 3339; absent where the host does not tell. */
  createdAt: z.string().optional(),
  /** The last start of a container. */
  startedAt: z.string().optional(),
});

const planned = z.strictObject({
  kind: z.enum(pruneKinds),
  host: z.string(),
  filter: pruneFilter,
  /** In the order in which they are removed. */
  items: z.array(pruneItem),
  /** What removing all of them would free, what they share counted once; as far as it can be told. */
  bytes: z.int(),
  /** How many further ones there were than a plan can hold. */
  more: z.int(),
});

const schemas = {
  PrunePlanned: planned,
  /** Recorded together with the submission of the job that carries it out. */
  PrunePlanApplied: z.strictObject({ job: z.string() }),
};

/** A prune plan's events: its life in its own stream `prune-plan-<id>`. */
export type PruneEvent = {
  [Type in keyof typeof schemas]: { readonly type: Type; readonly data: z.output<(typeof schemas)[Type]> };
}[keyof typeof schemas];

export type RecordedPruneEvent = RecordedEvent & PruneEvent;
export type PruneFilter = z.output<typeof pruneFilter>;
export type PruneItem = z.output<typeof pruneItem>;
export type PrunePlanned = z.output<typeof planned>;

/** The prune plans' part of the catalog of events. */
export const pruneEvents: EventCatalog = Object.fromEntries(
  Object.entries(schemas).map(([type, schema]) => [type, { schemaVersion: 1, schema }]),
);

export function prunePlanStream(id: string): string {
  return `prune-plan-${id}`;
}
