import { type BuildRecord, outcomes } from '#domain';
import type { BuildEntry } from '#read-models';
import { z } from 'zod';
import { pageSchema } from '../fact-schema.js';

const time = z.iso.datetime();
const ms = z.int().nullable();
const texts = z.array(z.string()).readonly();
const pairs = z.record(z.string(), z.string()).readonly();
const failure = z.strictObject({ code: z.string(), message: z.string() }).nullable();

const life = {
  id: z.string().describe('That of its job'),
  pid: z.int(),
  parent: z.string().nullable().describe('The job that submitted it, as that of a batch'),
  correlation: z.string().nullable(),
  actor: z.string(),
  outcome: z.enum(outcomes),
  status: z.int().nullable().describe('The exit status'),
  error: failure,
  queuedAt: time,
  startedAt: time.nullable(),
  endedAt: time.nullable(),
  queueMs: ms.describe('From its submission to its first start'),
  durationMs: ms.describe('From its first start to its end'),
  image: z.string().nullable().describe('The id of the image that it made'),
  tags: texts,
};

const entry = z.strictObject({ ...life, host: z.string().nullable() }) satisfies z.ZodType<BuildEntry>;

/** A page of builds. */
export const buildPage = pageSchema(entry);

const step = z.strictObject({
  number: z.int(),
  stage: z.string().nullable().describe("Its stage; null for the builder's own work"),
  instruction: z.string(),
  cached: z.boolean(),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  durationMs: ms,
  size: z.int().nullable().describe('Bytes that it added; null where that is not known'),
  layer: z.string().nullable().describe('The chain id of the layer that it made'),
  image: z.string().nullable().describe('The image that it made, or of a FROM the one to begin with (classic builder)'),
  vertex: z.string().nullable().describe("BuildKit's digest of it"),
  hasOutput: z.boolean(),
  error: z.string().nullable(),
});

/** The whole record of a build. */
export const wholeBuild = z.strictObject({
  ...life,
  correlation: z.string(),
  host: z.string(),
  builder: z.enum(['classic', 'buildkit']),
  starts: z.int().describe('How often it was started'),
  restarts: z.int().describe('How often steps had been told that were then told anew'),
  inputs: z.strictObject({
    context: z.strictObject({ digest: z.string(), size: z.int() }).nullable(),
    remote: z.string().nullable().describe('The URL that the host fetched the context from'),
    dockerfile: z.strictObject({ path: z.string(), digest: z.string().nullable() }),
    target: z.string().nullable(),
    args: pairs.describe('With a fingerprint in place of each secret'),
    labels: pairs,
    platform: z.string().nullable(),
    network: z.string().nullable(),
    noCache: z.boolean(),
    pull: z.boolean(),
  }),
  bases: z
    .array(
      z.strictObject({
        stage: z.string().nullable(),
        name: z.string().describe('As the builder names it'),
        image: z.string().nullable().describe('Its id on the host, when the build ran'),
        digests: texts.describe('`repository@sha256:…`, those that the host knew'),
      }),
    )
    .readonly(),
  cache: z.strictObject({ hits: z.int(), of: z.int() }).describe('Of the instructions, but for FROM'),
  progress: z.strictObject({ done: z.int(), of: z.int() }).describe('Steps'),
  steps: z.array(step).readonly(),
}) satisfies z.ZodType<BuildRecord>;

const digest = z.record(z.string(), z.string()).readonly();

/** An in-toto statement with SLSA's provenance. */
export const provenance = z.strictObject({
  _type: z.literal('https://in-toto.io/Statement/v1'),
  subject: z.array(z.strictObject({ name: z.string(), digest })).readonly(),
  predicateType: z.literal('https://slsa.dev/provenance/v1'),
  predicate: z.record(z.string(), z.unknown()).readonly(),
});
