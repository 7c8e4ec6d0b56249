import { entityKinds, outcomes } from '#domain';
import { actorKinds } from '#event-sourcing';
import type { AuditEntry } from '#read-models';
import { z } from 'zod';

const time = z.iso.datetime();

/** An entry of the audit as REST shows it. What is not known, or does not apply, is null. */
export const auditEntrySchema = z.strictObject({
  position: z.int().describe('Of its first event in the log'),
  time: time.describe('When it was asked'),
  actor: z.string(),
  actorKind: z.enum(actorKinds),
  token: z.string().nullable().describe('The id of the token'),
  address: z.string().nullable().describe("The client's address"),
  userAgent: z.string().nullable(),
  name: z.string().describe('A job name, or `signal`, `prune.plan`, `token.create`, `token.revoke`'),
  args: z.record(z.string(), z.unknown()).readonly().describe('With a fingerprint in place of each secret'),
  targets: z
    .array(z.strictObject({ kind: z.enum(entityKinds), ref: z.string() }))
    .readonly()
    .describe('What it named, then what it made'),
  host: z.string().nullable(),
  job: z.string().nullable().describe('The job that it is, or that it signalled'),
  parent: z.string().nullable().describe('The job that submitted it'),
  correlation: z.string().nullable().describe('The id of what the whole chain began with'),
  startedAt: time.nullable(),
  outcome: z.enum(outcomes),
  status: z.int().nullable().describe('The exit status'),
  signal: z.string().nullable().describe('The signal that ended it'),
  error: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
  endedAt: time.nullable(),
  durationMs: z.int().nullable().describe('From its start to its end'),
}) satisfies z.ZodType<AuditEntry>;

/** A page of the audit. */
export const auditPageSchema = z.strictObject({
  items: z.array(auditEntrySchema).readonly(),
  next: z.string().nullable().describe('The cursor of the next page'),
  position: z.int().describe('The moment that it tells of; the pages after it tell of the same'),
});

/** How many entries there are of each. */
export const auditCountsSchema = z.strictObject({
  items: z
    .array(
      z.strictObject({
        actor: z.string().optional(),
        name: z.string().optional(),
        day: z.iso.date().optional(),
        count: z.int(),
      }),
    )
    .readonly()
    .describe('The most first; 10,000 at most'),
  position: z.int().describe('The moment that it tells of'),
});
