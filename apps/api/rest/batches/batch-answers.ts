import { batchPolicies, buildNeed, signalNumbers } from '#domain';
import { z } from 'zod';

const time = z.iso.datetime();
const texts = z.array(z.string()).readonly();
const bytes = z.int().min(0);
const seconds = z.number().min(0);
const signals = Object.keys(signalNumbers) as [keyof typeof signalNumbers];

/** So many are done of so many. */
export const done = z.strictObject({ done: z.int().min(0), of: z.int().min(0) });

/** How a build of a batch stands. */
export const buildState = z
  .enum(['waiting', 'running', 'shared', 'built', 'failed', 'cancelled', 'skipped'])
  .describe(
    '`running`: its job is on a host, or in its queue; `shared`: it waits for the job of an equal build; `skipped`: one that it needs was not built',
  );

const counts = z
  .strictObject({
    waiting: z.int(),
    running: z.int(),
    shared: z.int(),
    built: z.int(),
    failed: z.int(),
    cancelled: z.int(),
    skipped: z.int(),
    served: z.int().describe('Those of the built ones that equal builds served'),
  })
  .describe('How many builds stand how');

/** A batch in a list. */
export const briefBatch = z.strictObject({
  id: z.string().describe('That of its job'),
  pid: z.int(),
  name: z.string(),
  actor: z.string().describe('Who submitted it'),
  state: z.enum(['queued', 'running', 'exited', 'refused', 'indeterminate']),
  status: z.int().nullable().describe('The exit status'),
  signal: z.enum(signals).nullable(),
  error: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
  builds: z.int().describe('How many it has'),
  counts,
  awaitsApproval: z.boolean(),
  isPaused: z.boolean(),
  supersededBy: z.string().nullable().describe('The newer batch that has taken its place'),
  submittedAt: time,
  endedAt: time.nullable(),
  links: z.strictObject({
    self: z.string(),
    events: z.string(),
    graph: z.string(),
    job: z.string(),
    signal: z.string(),
  }),
});

/** A page of batches. */
export const batchPage = z.strictObject({ items: z.array(briefBatch), next: z.string().nullable() });

const attempt = z.strictObject({
  number: z.int(),
  job: z.string(),
  host: z.string(),
  dispatchedAt: time,
  reason: z.string().optional().describe('Why it was in vain, when another one follows'),
});

const buildProgress = z.strictObject({
  steps: done.describe('Of the instructions that it has to carry out; what was built has done all'),
  current: z.string().nullable().describe('The instruction that is carried out now'),
  outputBytes: bytes.nullable().describe('What its newest job has written; null while it has none'),
  contextBytes: bytes,
});

const why = z
  .looseObject({ code: z.string(), sentence: z.string().describe('For people') })
  .describe(
    'Why it waits: `approval`, `backoff`, `batch-limit`, `fair-share`, `group-limit`, `needs`, `no-host`, `paused`, `publishing`, `shared`, `starting`, `superseded`, each with its particulars',
  );

/** A build of a batch. */
export const batchItem = z.strictObject({
  name: z.string(),
  state: buildState,
  tags: texts,
  needs: z.array(buildNeed).readonly().describe('Its edges: the builds that have to be built before it'),
  bases: texts.describe('Images that it stands on and no build of the batch makes'),
  steps: z.int().describe('Instructions that it has to carry out'),
  groups: texts.describe('Its concurrency groups'),
  attempts: z.array(attempt).readonly(),
  job: z.string().nullable().describe('That of its newest attempt, or of the build that serves it'),
  host: z.string().nullable(),
  image: z.string().nullable(),
  reason: z.string().nullable().describe('Why its newest attempt was in vain, or it ended so'),
  sharedWith: z.strictObject({ batch: z.string(), build: z.string() }).nullable().describe('The build that serves it'),
  startedAt: time
    .nullable()
    .describe('When its newest attempt was dispatched, or it began to share the job of another'),
  settledAt: time.nullable(),
  progress: buildProgress,
  expectedSeconds: seconds
    .nullable()
    .describe('How long it takes by its last five builds in batches of this name; null where there were none'),
  warnings: texts,
  why: why.nullable(),
});

const batchProgress = z.strictObject({
  builds: done.describe('Builds that have ended, in whatever way'),
  steps: done,
  share: z.number().min(0).max(1).describe('Of the steps; those of a build that has ended are not to be done any more'),
  outputBytes: bytes.describe('What its builds have written'),
  contextBytes: bytes.describe('Of all contexts'),
});

const estimate = z
  .strictObject({
    remainingSeconds: seconds.describe('Until its last build ends'),
    endsAt: time.nullable().describe('Null while nothing goes on: it is paused, or waits for approval'),
    known: z.int().describe('Of how many of its builds it is known how long they took in batches of this name'),
  })
  .describe('Null when it has ended, and when nothing is known of how long anything takes');

const criticalPath = z
  .strictObject({
    builds: z
      .array(z.strictObject({ name: z.string(), seconds: seconds.nullable() }))
      .readonly()
      .describe('In their order; the seconds that each took or is expected to take, null where these are not known'),
    seconds: seconds
      .nullable()
      .describe('Of all of it; null where they are not known of every build: then it is by steps'),
  })
  .describe('The chain of builds that takes the longest');

const publish = z.strictObject({
  host: z.string(),
  job: z.string(),
  attempt: z.int(),
  outcome: z.enum(['published', 'failed', 'taken-back']).optional(),
  reason: z.string().optional(),
  takesBack: z.boolean().optional().describe('It takes the names back, since another host could not publish'),
  before: z
    .record(z.string(), z.string().nullable())
    .optional()
    .describe('The images that its names meant before; null where none'),
});

/** A batch with each of its builds. */
export const wholeBatch = z.strictObject({
  ...briefBatch.shape,
  policies: batchPolicies,
  progress: batchProgress,
  estimate: estimate.nullable(),
  criticalPath,
  items: z.array(batchItem).readonly(),
  publishes: z.array(publish).readonly().describe('The last step of a batch that publishes all or none, by host'),
  position: z.int().describe('Of the newest event of its own that this tells'),
});

/** The graph of a batch. */
export const batchGraph = z.strictObject({
  position: wholeBatch.shape.position,
  nodes: z
    .array(
      z.strictObject({
        id: z.string().describe('The name of the build'),
        state: buildState,
        steps: done,
        seconds: seconds.nullable().describe('That it took, or is expected to take in all'),
        isCritical: z.boolean().describe('Whether it is on the critical path'),
      }),
    )
    .readonly(),
  edges: z
    .array(
      z.strictObject({
        from: z.string().describe('A build that needs another'),
        to: z.string().describe('What it needs'),
        because: buildNeed.shape.because,
        ref: z.string().nullable().describe('The reference in its Dockerfile that means the other'),
        isCritical: z.boolean(),
      }),
    )
    .readonly(),
});

export type BatchGraph = z.output<typeof batchGraph>;
export type BatchItem = z.output<typeof batchItem>;
export type BatchView = z.output<typeof wholeBatch>;
export type BriefBatchView = z.output<typeof briefBatch>;
