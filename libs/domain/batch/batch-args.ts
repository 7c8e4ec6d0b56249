import { z } from 'zod';
import { buildArgs, registryCredentials } from '../graph/image-args.js';

/** So many builds a batch may have. */
export const mostBuilds = 5_000;

const hostLabels = z.record(z.string().min(1).max(100), z.string().max(1_000));

/** The name of a build within its batch: a target of a bake file, or a folder of a monorepo. */
export const buildName = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[\w][\w./@+-]*$/, 'a build is named with letters, digits and any of _ . / @ + -');

/** How a batch is to be carried out. */
export const batchPolicies = z.strictObject({
  failure: z
    .enum(['fail-fast', 'keep-going'])
    .default('keep-going')
    .describe('Whether one failed build ends the others, or only those that need it'),
  publish: z
    .enum(['each', 'all-or-none'])
    .default('each')
    .describe('When tags are set and pushed: as each build ends, or when all have built'),
  push: z.boolean().default(false).describe('Push the tags of every build'),
  maxParallel: z.int().min(1).max(1_000).optional().describe('Builds of this batch that run at once'),
  maxParallelPerHost: z.int().min(1).max(1_000).optional(),
  groups: z
    .record(z.string().min(1).max(100), z.int().min(1).max(1_000))
    .default({})
    .describe('Limits of concurrency groups, which hold over all batches that name the group'),
  priority: z.int().min(-20).max(19).default(0).describe('Niceness: −20 goes first'),
  deadlineSeconds: z.int().min(1).max(2_592_000).optional().describe('What has not ended by then is ended'),
  retry: z
    .strictObject({
      attempts: z.int().min(1).max(10).default(3).describe('Tries of a build in all, when its faults were transient'),
      backoffSeconds: z
        .number()
        .min(0)
        .max(3_600)
        .default(5)
        .describe('Before the second try; doubled for each later one'),
    })
    .prefault({}),
  supersede: z
    .strictObject({
      key: z.string().min(1).max(200),
      running: z.boolean().default(false).describe('End the running builds of the older batch too'),
    })
    .optional()
    .describe('A newer batch of the same key, of the same actor, takes the place of the older one'),
  dedup: z.boolean().default(true).describe('Of equal builds one is carried out, for all'),
  approval: z.boolean().default(false).describe('Wait until somebody approves it'),
  hosts: z.array(z.string().min(1).max(100)).min(1).max(100).optional().describe('Only on these hosts'),
  requires: hostLabels.default({}).describe('Only on hosts with these labels'),
});

/** Why a build waits for another of its batch. */
export const buildNeed = z.strictObject({
  build: buildName,
  /** `declared` by the request; `base`: its Dockerfile's FROM or `COPY --from` names a tag of the other. */
  because: z.enum(['declared', 'base']),
  /** The reference in the Dockerfile, as written after substitution; present for `base`. */
  ref: z.string().optional(),
});

/** One build of a batch, as it was read, checked and put in order before the batch was recorded. */
export const plannedBuild = z.strictObject({
  name: buildName,
  /** Of the job `build`; values of `secretNames` are fingerprints. */
  args: buildArgs,
  /** Names among `args.args` whose values may stand nowhere. */
  secretNames: z.array(z.string()).default([]),
  /** The tar of its own context, in the blob store. */
  context: z.strictObject({ digest: z.string(), size: z.int() }),
  /** SHA-256 of its Dockerfile's text. */
  dockerfileDigest: z.string().optional(),
  needs: z.array(buildNeed).default([]),
  /** References of base images that no build of the batch makes. */
  bases: z.array(z.string()).default([]),
  /** Instructions that it has to carry out. */
  steps: z.int().min(0).default(0),
  /** Its concurrency groups. */
  groups: z.array(z.string()).default([]),
  requires: hostLabels.default({}),
  push: z.boolean().default(false),
  seconds: z.int().positive().optional(),
  warnings: z.array(z.string()).default([]),
});

/** What the job `batch` takes; its builds stand in the stream `batch-<job id>`. */
export const batchArgs = z.strictObject({
  name: z.string().min(1).max(200),
  policies: batchPolicies.prefault({}),
  /** How many builds it has. */
  builds: z.int().min(1).max(mostBuilds),
  /** SHA-256 of them, in their order. */
  digest: z.string(),
  /** For pushes; fingerprints stand for the passwords. */
  credentials: registryCredentials.optional(),
});

export type BatchPolicies = z.output<typeof batchPolicies>;
export type BatchArgs = z.output<typeof batchArgs>;
export type BuildNeed = z.output<typeof buildNeed>;
export type PlannedBuild = z.output<typeof plannedBuild>;

/** How many of its builds ended how; `shared` are those among the built that another one served. */
export interface BatchResult {
  readonly built: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly skipped: number;
  readonly shared: number;
}
