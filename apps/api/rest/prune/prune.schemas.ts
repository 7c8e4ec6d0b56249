import { type PruneFilter, pruneItem, pruneKinds } from '#domain';
import { z } from 'zod';
import { jobOptions } from '../job-options.js';

const longestAgeSeconds = 3_153_600_000;

const labels = z.array(z.string().min(1).max(500)).max(20).default([]);

/** Which things a plan is about. */
const planFields = {
  host: jobOptions.host,
  olderThan: z
    .union([z.int().min(0).max(longestAgeSeconds), z.iso.datetime({ offset: true })])
    .optional()
    .describe(
      'Seconds, or a time (RFC 3339): only what was made that long ago; a container, what ended that long ago or never started',
    ),
  labels: labels.describe('`key` or `key=value`: only what has all of these'),
  notLabels: labels.describe('`key` or `key=value`: nothing that has one of these'),
};

function optionalPlan<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.preprocess((body) => body ?? {}, z.strictObject({ ...planFields, ...shape }));
}

/** What is sent to plan. */
export const planBody = optionalPlan({});
export const planImagesBody = optionalPlan({
  all: z.boolean().default(false).describe('Also those with a tag that no container uses, not only dangling ones'),
});
export const planVolumesBody = optionalPlan({
  anonymous: z.boolean().default(false).describe('Only those that nobody gave a name'),
});

export const applyBody = z.preprocess(
  (body) => body ?? {},
  z.strictObject({ nice: jobOptions.nice, limits: jobOptions.limits }),
);

export const planId = z.uuid('the id of a prune plan is a UUID');

export const plansQuery = z.strictObject({
  kind: z.enum(pruneKinds).optional(),
  host: z.string().optional(),
  actor: z.string().optional().describe('Who made them'),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  cursor: z.string().max(4_000).optional().describe('`next` of the page before'),
});

/** What the body of any of these routes says, as the domain takes it. */
export function filterOf(
  {
    all = false,
    anonymous = false,
    olderThan,
    labels,
    notLabels,
  }: z.output<typeof planBody> & { readonly all?: boolean; readonly anonymous?: boolean },
  now: Date,
): PruneFilter {
  const before = typeof olderThan === 'number' ? new Date(now.getTime() - olderThan * 1_000).toISOString() : olderThan;
  return { all, anonymous, labels, notLabels, ...(before !== undefined && { before }) };
}

const moment = z.iso.datetime();

/** A prune plan as a list of them shows it. */
export const summarySchema = z.strictObject({
  id: z.uuid(),
  kind: z.enum(pruneKinds),
  host: z.string(),
  filter: z.strictObject({
    all: z.boolean().describe('Of images: not only dangling ones'),
    anonymous: z.boolean().describe('Of volumes: only those that nobody gave a name'),
    before: z.string().nullable().describe('Made at this moment or before; null: whenever'),
    labels: z.array(z.string()),
    notLabels: z.array(z.string()),
  }),
  actor: z.string().describe('Who made it'),
  plannedAt: moment,
  state: z.enum(['open', 'applied', 'stale']).describe('`open` can be applied; `stale` is older than 24 hours'),
  job: z.uuid().nullable().describe('The job that applies it'),
  count: z.int().describe('How many things it removes'),
  bytes: z.int().describe('What removing all of them frees, what they share counted once; as far as it can be told'),
  more: z.int().describe('How many further ones did not fit into it: make another plan when this one is applied'),
  links: z.strictObject({ self: z.string(), apply: z.string(), job: z.string().nullable() }),
});

/** A prune plan with all that it removes. */
export const planSchema = summarySchema.extend({
  items: z.array(
    z.strictObject({
      id: pruneItem.shape.id.describe('The whole id of an image, a container or a network; the name of a volume'),
      names: pruneItem.shape.names.describe('Tags and digests of an image, the name of anything else'),
      reason: pruneItem.shape.reason,
      bytes: z.int().nullable().describe('What removing it alone frees; null where that cannot be told'),
      createdAt: z.string().nullable(),
    }),
  ),
});

export const plansSchema = z.strictObject({ items: z.array(summarySchema), next: z.string().nullable() });
