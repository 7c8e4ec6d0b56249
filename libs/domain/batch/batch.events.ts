import { z } from 'zod';
import type { EventCatalog } from '#event-sourcing';
import { batchArgs, buildName, plannedBuild } from './batch-args.js';

const time = z.string();

const schemas = {
  /** Recorded with the submission of its job; the builds follow in the same append, some hundred an event. */
  BatchPlanned: batchArgs,
  BatchBuildsPlanned: z.strictObject({ builds: z.array(plannedBuild) }),
  BatchApproved: z.strictObject({}),
  BatchPaused: z.strictObject({}),
  BatchResumed: z.strictObject({}),
  /** A newer batch of the same key has taken its place. */
  BatchSuperseded: z.strictObject({ by: z.string(), running: z.boolean() }),
  /** Recorded together with the submission of the job that carries it out. */
  BuildDispatched: z.strictObject({
    build: buildName,
    job: z.string(),
    host: z.string(),
    attempt: z.int().min(1),
  }),
  /** An equal build, of this batch or another, serves it too; its end is this one's. */
  BuildShared: z.strictObject({ build: buildName, batch: z.string(), with: buildName, job: z.string() }),
  /** One try was in vain for a transient fault, or what it shared was ended by others. It waits until `retryAt`. */
  BuildRetried: z.strictObject({
    build: buildName,
    job: z.string(),
    attempt: z.int().min(0),
    reason: z.string(),
    retryAt: time,
  }),
  BuildSettled: z.strictObject({
    build: buildName,
    /** `skipped`: it never ran, since one that it needs did not build. `cancelled`: it was told to end, or never to begin. */
    outcome: z.enum(['built', 'failed', 'cancelled', 'skipped']),
    job: z.string().optional(),
    image: z.string().optional(),
    host: z.string().optional(),
    reason: z.string().optional(),
  }),
  /** All have built: their tags are set, and pushed, by one job a host. Recorded together with its submission. */
  BatchPublishDispatched: z.strictObject({
    job: z.string(),
    host: z.string(),
    attempt: z.int().min(1),
    /** It takes the names back that this host had given, since another one could not. */
    takesBack: z.literal(true).optional(),
  }),
  BatchPublishSettled: z.strictObject({
    job: z.string(),
    host: z.string(),
    outcome: z.enum(['published', 'failed', 'taken-back']),
    reason: z.string().optional(),
    /** Of what was published: the images that its names meant before; null where none. */
    before: z.record(z.string(), z.string().nullable()).optional(),
  }),
};

/** A batch's events: the life of a group of builds in its own stream `batch-<job id>`. */
export type BatchEvent = {
  [Type in keyof typeof schemas]: { readonly type: Type; readonly data: z.output<(typeof schemas)[Type]> };
}[keyof typeof schemas];

/** The batch's part of the catalog of events. */
export const batchEvents: EventCatalog = Object.fromEntries(
  Object.entries(schemas).map(([type, schema]) => [type, { schemaVersion: 1, schema }]),
);

/** @param id of the job `batch` */
export function batchStream(id: string): string {
  return `batch-${id}`;
}
