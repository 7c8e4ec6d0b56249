import { z } from 'zod';
import type { EventCatalog } from '#event-sourcing';
import { signalNumbers } from './signals.js';

const signal = z.enum(Object.keys(signalNumbers) as [keyof typeof signalNumbers]);
const record = z.record(z.string(), z.unknown());

/** What bounds a job. */
export const jobLimits = z.strictObject({
  /** Ended with status 124 after so many seconds from its first start; absent: never. */
  seconds: z.int().positive().max(2_592_000).optional(),
  /** What is kept of stdout and stderr together. */
  outputBytes: z.int().min(0).max(1_073_741_824).default(16_777_216),
  /** Seconds between TERM and KILL. */
  graceSeconds: z.int().min(0).max(3_600).default(10),
});

const submitted = z.strictObject({
  name: z.string(),
  args: record,
  env: z.record(z.string(), z.string()),
  host: z.string(),
  nice: z.int().min(-20).max(19),
  limits: jobLimits,
  /** The job that submitted this one. */
  parent: z.strictObject({ id: z.string(), pid: z.int() }).optional(),
  /** The bytes of its stdin, by digest (`sha256:…`). */
  stdin: z.strictObject({ digest: z.string(), size: z.int() }).optional(),
  /** A front door runs it, which holds its client's connection: it is never queued. */
  served: z.literal(true).optional(),
  warnings: z.array(z.string()),
  /** How many secrets it has, sealed elsewhere while it lives. */
  secrets: z.int().positive().optional(),
  /** SHA-256 of the request, present when it came with an Idempotency-Key. */
  requestDigest: z.string().optional(),
});

const exited = z.strictObject({
  epoch: z.int(),
  status: z.int().min(0).max(255),
  /** The signal that ended it. */
  signal: signal.optional(),
  timedOut: z.boolean().optional(),
  /** True when nobody can tell whether its effect happened, or how it ended. */
  indeterminate: z.boolean().optional(),
  result: record.optional(),
  error: z.strictObject({ code: z.string(), message: z.string() }).optional(),
  /** Last line of stderr. */
  lastError: z.string().optional(),
  /** Bytes written, and bytes of these that were cut. */
  output: z.strictObject({ stdout: z.int(), stderr: z.int(), cut: z.int() }).optional(),
});

const refused = z.strictObject({
  name: z.string(),
  args: record.optional(),
  host: z.string().optional(),
  code: z.string(),
  reason: z.string(),
});

const schemas = {
  JobSubmitted: submitted,
  JobRefused: refused,
  JobStarted: z.strictObject({ epoch: z.int(), worker: z.string() }),
  /** Recorded right before an effect on the host; `effect` is what a retry must know to find it again. */
  JobEffectStarted: z.strictObject({ epoch: z.int(), effect: record }),
  /** A worker that stops hands the job back, unharmed. */
  JobReleased: z.strictObject({ epoch: z.int() }),
  JobSignalled: z.strictObject({ signal }),
  JobExited: exited,
};

/** A job's events: its life in its own stream `job-<id>`. */
export type JobEvent = {
  [Type in keyof typeof schemas]: { readonly type: Type; readonly data: z.output<(typeof schemas)[Type]> };
}[keyof typeof schemas];

export type JobLimits = z.output<typeof jobLimits>;
export type JobSubmission = z.output<typeof submitted>;
export type JobExit = Omit<z.output<typeof exited>, 'epoch'>;

/** The job's part of the catalog of events. */
export const jobEvents: EventCatalog = Object.fromEntries(
  Object.entries(schemas).map(([type, schema]) => [type, { schemaVersion: 1, schema }]),
);

export function jobStream(id: string): string {
  return `job-${id}`;
}
