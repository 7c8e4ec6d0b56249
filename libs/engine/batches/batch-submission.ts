import { createHash, randomUUIDv7 } from 'node:crypto';
import {
  type BatchArgs,
  type BatchEvent,
  batchPolicies,
  batchStream,
  groundsOf,
  hostPowerOf,
  mayDo,
  type PlannedBuild,
  plannedBuild,
  type RegistryCredentialsByName,
} from '#domain';
import { DomainError, type EventMetadata, type StreamAppend } from '#event-sourcing';
import type { z } from 'zod';
import { mustHold } from '../admission.js';
import type { SecretStore } from '../ports/index.js';
import { replaceIn, secretsIn } from '../sealing.js';
import { assertStorable } from '../storable.js';
import type { Caller, Submission } from '../submission.js';

/** A batch as a front door brings it: read, checked and put in order, its contexts in the blob store; secrets still in plain. */
export interface AskedBatch {
  readonly name: string;
  readonly policies: z.input<typeof batchPolicies>;
  readonly builds: readonly z.input<typeof plannedBuild>[];
  /** For pushes. */
  readonly credentials?: RegistryCredentialsByName | undefined;
}

/** Who starts the job of a batch: whichever process dispatches, now and later. */
const dispatcher = 'dispatcher';
/** Characters of an event's builds; a longer event would be slow to read for who wants another. */
const longestEvent = 200_000;

/** The submission of the job that a batch is, which records its builds along with itself. */
export function batchSubmission(
  caller: Caller,
  { name, policies, builds, credentials }: AskedBatch,
  secrets: Pick<SecretStore, 'fingerprint'>,
  metadataFor: (job: string) => EventMetadata,
): Submission {
  const plans = builds.map((build) => plannedBuild.parse(build));
  assertStorable({ name, builds: plans, credentials }, '');
  for (const plan of plans) mustHoldAll(caller, plan);
  groundsOf(plans);
  const concealing = [
    ...plans.map(({ args, secretNames }) => ({ args, secretNames })),
    ...Object.values(credentials ?? {}).map((one) => ({ args: { credentials: one }, secretNames: [] })),
  ];
  const found = [...new Set(concealing.flatMap(({ args, secretNames }) => secretsIn({ args, env: {} }, secretNames)))];
  const seal = new Map(found.map((secret) => [secret, secrets.fingerprint(secret)]));
  const sealed = plans.map((plan) => (plan.secretNames.length === 0 ? plan : replaceIn(plan, seal)));
  const digest = createHash('sha256').update(JSON.stringify(sealed)).digest('hex');
  const args: BatchArgs = {
    name,
    policies: batchPolicies.parse(policies),
    builds: plans.length,
    digest: `sha256:${digest}`,
    ...(credentials && { credentials: replaceIn(credentials, seal) }),
  };
  return {
    caller,
    name: 'batch',
    args,
    secrets: found,
    startedBy: dispatcher,
    along: (job) => Promise.resolve([planned(job, args, sealed, metadataFor(job))]),
  };
}

function mustHoldAll(caller: Caller, { name, args, push }: PlannedBuild): void {
  if (push) mustHold(caller, 'push');
  // Whose network that is, is known only on the host that the build goes to: it may be the host's own.
  const isOthers = args.network?.startsWith('container:') === true;
  const power = isOthers
    ? { field: 'network', reason: 'the network of a container may be that of the host' }
    : hostPowerOf('build', args);
  if (!power || mayDo(caller.rights, 'host')) return;
  throw new DomainError(
    'forbidden',
    'right-missing',
    `${name}: ${power.field}: ${power.reason}, which needs the right "host". Leave it out, or ask an admin for a token that has it.`,
  );
}

function planned(job: string, args: BatchArgs, builds: readonly PlannedBuild[], metadata: EventMetadata): StreamAppend {
  const events: BatchEvent[] = [
    { type: 'BatchPlanned', data: args },
    ...chunks(builds).map((chunk) => ({ type: 'BatchBuildsPlanned' as const, data: { builds: chunk } })),
  ];
  return {
    stream: batchStream(job),
    expectedVersion: 0,
    events: events.map((event) => ({ ...event, id: randomUUIDv7(), metadata })),
  };
}

function chunks(builds: readonly PlannedBuild[]): readonly PlannedBuild[][] {
  const all: PlannedBuild[][] = [];
  let size = Infinity;
  for (const build of builds) {
    const length = JSON.stringify(build).length;
    if (size + length > longestEvent) {
      all.push([]);
      size = 0;
    }
    all.at(-1)?.push(build);
    size += length;
  }
  return all;
}
