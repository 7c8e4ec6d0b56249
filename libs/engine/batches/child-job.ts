import { createHash, randomUUIDv7 } from 'node:crypto';
import {
  type Batch,
  type BatchBuild,
  type BatchEvent,
  batchStream,
  type JobArgs,
  type JobEvent,
  type JobSubmission,
  jobLimits,
  jobStream,
  type RegistryCredentialsByName,
  registryOf,
} from '#domain';
import type { EventMetadata, NewEvent, StreamAppend } from '#event-sourcing';
import { uuidOfDigest } from '../admission.js';

/** A job that a batch is about to submit. */
export interface ChildJob {
  readonly id: string;
  readonly submission: JobSubmission;
}

/** The id of a job of a batch: the same for the same attempt of the same build, so that nothing is submitted twice. */
export function childId(batch: string, ...parts: readonly (string | number)[]): string {
  return uuidOfDigest(
    createHash('sha256')
      .update(JSON.stringify([batch, ...parts]))
      .digest('hex'),
  );
}

/** The job that carries a build out on a host, on the images that the batch has made so far. */
export function buildJob(batch: Batch, build: BatchBuild, host: string): ChildJob {
  const { plan } = build;
  const isForAll = batch.policies.publish === 'all-or-none';
  const on = imagesOf(batch, build);
  const args = {
    ...plan.args,
    tags: isForAll ? [] : plan.args.tags,
    ...(Object.keys(on).length > 0 && { on }),
    ...(isForAll && { unnamed: true }),
    ...(!isForAll && isPushed(batch, build) && { push: true, ...credentialsFor(batch, plan.args.tags) }),
  };
  const more = {
    ...countSecrets([...plan.secretNames.map((name) => plan.args.args[name]), ...passwordsIn(args)]),
    stdin: plan.context,
    warnings: plan.warnings,
    ...(plan.seconds !== undefined && { limits: { seconds: plan.seconds } }),
  };
  return child(batch, childId(batch.id, plan.name, build.attempts.length + 1), { name: 'build', args, host, ...more });
}

/** The job that gives images their names, and pushes these; or takes them back; or only lets go of what reserved them. */
export function publishJob(
  batch: Batch,
  told: Pick<JobArgs<'publish'>, 'images' | 'before'>,
  host: string,
  id: string,
): ChildJob {
  const pushed = told.before ? [] : told.images.flatMap(({ push, tags }) => (push ? tags : []));
  const args = { ...told, ...credentialsFor(batch, pushed) };
  return child(batch, id, { name: 'publish', args, host, ...countSecrets(passwordsIn(args)), warnings: [] });
}

/** Those credentials of a batch that pushing these names takes. */
function credentialsFor(
  { args }: Batch,
  names: readonly string[],
): { readonly credentials?: RegistryCredentialsByName } {
  const registries = new Set(names.map(registryOf));
  const needed = Object.entries(args.credentials ?? {}).filter(([registry]) => registries.has(registry));
  return needed.length === 0 ? {} : { credentials: Object.fromEntries(needed) };
}

function passwordsIn({ credentials = {} }: { readonly credentials?: RegistryCredentialsByName }): readonly string[] {
  return Object.values(credentials).map(({ password }) => password);
}

/** How many secrets a job cannot run without, of the fingerprints that stand in it. */
function countSecrets(fingerprints: readonly (string | undefined)[]): { readonly secrets?: number } {
  const { size } = new Set(fingerprints);
  return size === 0 ? {} : { secrets: size };
}

/** Whether the names of a build go to their registries too. */
export function isPushed({ policies }: Batch, { plan }: BatchBuild): boolean {
  return plan.push || policies.push;
}

/** What a build is built on of what its batch has made: images, by the references that mean them. */
export function imagesOf(batch: Batch, { plan }: BatchBuild): Readonly<Record<string, string>> {
  return Object.fromEntries(
    plan.needs.flatMap(({ build, because, ref }) => {
      const { image } = batch.build(build);
      return because === 'base' && ref !== undefined && image !== undefined ? [[ref, image]] : [];
    }),
  );
}

type Told = Pick<JobSubmission, 'name' | 'args' | 'host' | 'warnings'> & {
  readonly secrets?: number;
  readonly stdin?: JobSubmission['stdin'];
  readonly limits?: { readonly seconds: number };
};

function child(batch: Batch, id: string, { limits = undefined, ...told }: Told): ChildJob {
  const parent = { id: batch.id, pid: batch.job.pid };
  const submission = { ...told, env: {}, nice: batch.policies.priority, limits: jobLimits.parse(limits ?? {}), parent };
  return { id, submission };
}

/** What is to be recorded of a batch in one append, along with the submission of jobs. */
export function appendsOf(
  batch: Batch,
  events: readonly BatchEvent[],
  jobs: readonly ChildJob[],
): readonly StreamAppend[] {
  const system = { actor: { kind: 'system', name: 'longshore' } as const, correlationId: batch.id };
  const own = {
    stream: batchStream(batch.id),
    expectedVersion: batch.version,
    events: events.map((event) => newEvent(event, system)),
  };
  return [own, ...jobs.map((job) => submittedAlong(batch, job))];
}

/** The submission of a job of a batch. It is whoever submitted the batch that runs it. */
export function submittedAlong(batch: Batch, { id, submission: data }: ChildJob): StreamAppend {
  const metadata = { actor: batch.job.actor, correlationId: batch.id };
  return { stream: jobStream(id), expectedVersion: 0, events: [newEvent({ type: 'JobSubmitted', data }, metadata)] };
}

function newEvent(event: BatchEvent | JobEvent, metadata: EventMetadata): NewEvent {
  return { ...event, id: randomUUIDv7(), metadata };
}
