import { z } from 'zod';
import type { EventCatalog, RecordedEvent } from '#event-sourcing';

/** What of a build is recorded at most. */
export const buildBounds = { steps: 2_000, stepsAtOnce: 100, text: 2_000, digests: 10 } as const;

const text = z.string().max(buildBounds.text);

/** The image that a stage begins with, as the host had it then. */
const buildBase = z.strictObject({
  /** As the builder names it. */
  name: text,
  /** `sha256:…`; absent where the host has no image of that name, as when BuildKit fetched it. */
  image: z.string().optional(),
  /** `repository@sha256:…` */
  digests: z.array(text).max(buildBounds.digests),
});

const recordedStep = z.strictObject({
  number: z.int().positive(),
  stage: text.optional(),
  instruction: text,
  vertex: z.string().optional(),
  below: z.int().positive().optional(),
  startedAt: z.string(),
  endedAt: z.string().optional(),
  cached: z.boolean(),
  image: z.string().optional(),
  base: buildBase.optional(),
  /** Between which offsets of the job's output stands what it wrote. */
  output: z.strictObject({ from: z.int().min(0), to: z.int().min(0) }).optional(),
  error: text.optional(),
});

const stepped = z.strictObject({
  /** The start of the job, and which try of it: a host that went away may be tried again. */
  epoch: z.int(),
  attempt: z.int(),
  /** How many steps there are, as far as is known. */
  of: z.int().min(0),
  /** Of the Dockerfile in the context, when that was seen: `sha256:…` */
  dockerfile: z.string().optional(),
  /** Whole, each time that something of them changed. */
  steps: z.array(recordedStep).max(buildBounds.stepsAtOnce),
  /** Steps after this one that were told before were none. */
  onlyUpTo: z.int().min(0).optional(),
});

export type BuildBase = z.output<typeof buildBase>;
export type RecordedStep = z.output<typeof recordedStep>;
export type BuildStepped = z.output<typeof stepped>;

/** What a build tells as it goes on: in its stream `build-<id of its job>`. */
export type RecordedBuildEvent = RecordedEvent<'BuildStepped', BuildStepped>;

/** The builds' part of the catalog of events. */
export const buildEvents: EventCatalog = { BuildStepped: { schemaVersion: 1, schema: stepped } };

/** @param job the id of the job that builds */
export function buildStream(job: string): string {
  return `build-${job}`;
}
