import { createHash, randomUUIDv7 } from 'node:crypto';
import {
  callArgs,
  hostPowerOf,
  isJobName,
  isVerb,
  type JobArgs,
  type JobLimits,
  type JobName,
  jobLimits,
  type JobSubmission,
  jobTypes,
  mayDo,
} from '#domain';
import { DomainError } from '#event-sourcing';
import { z } from 'zod';
import type { Handlers } from './handler.js';
import { handlerOf } from './handlers/handler-of.js';
import type { Hosts, SecretStore } from './ports/index.js';
import { replaceIn, secretsIn } from './sealing.js';
import { assertStorable } from './storable.js';
import type { Caller, Submission } from './submission.js';

/** A command that may be accepted. */
export interface Admitted {
  readonly submission: JobSubmission;
  /** In plain; to be put into the secret store, and nowhere else. */
  readonly secrets: readonly string[];
}

export interface AdmissionParts {
  readonly handlers: Handlers;
  readonly hosts: Hosts;
  readonly secrets: SecretStore;
}

const niceness = z.int().min(-20).max(19);
const env = z.record(z.string().regex(/^[^=\0]+$/, 'a name has no "="'), z.string().max(100_000));

/** Checks the form of a command, the rights of its actor and what its handler says of it. Throws what is wrong. */
export async function admit(command: Submission, job: string, parts: AdmissionParts): Promise<Admitted> {
  const name = knownName(command.name);
  mustHold(command.caller, name);
  assertStorable({ ...asRecord(command.args), env: command.env ?? {}, host: command.host ?? '' }, '');
  const args = parse(argsOf(name, command), command.args, 'body');
  const environment = parse(env, command.env ?? {}, 'env');
  const limits = parse(jobLimits, command.limits ?? {}, 'limits');
  const nice = parse(niceness, command.nice ?? 0, 'nice');
  mustHoldHost(command, name, args);
  const host = hostFor(command.host, parts.hosts);
  const secrets =
    command.secrets ?? command.call?.secrets ?? secretsIn({ args, env: environment }, command.secretNames ?? []);
  const prepared = await prepare(name, args, host, job, parts);
  // What stood there under another name may turn out to be the host's.
  mustHoldHost(command, name, prepared.args);
  const seal = new Map(secrets.map((secret) => [secret, parts.secrets.fingerprint(secret)]));
  const sealed = { args: replaceIn({ ...prepared.args }, seal), env: replaceIn(environment, seal) };
  const submission = {
    name,
    ...sealed,
    host,
    nice,
    limits: limits as JobLimits,
    ...(command.stdin && { stdin: { ...command.stdin } }),
    ...(command.served && { served: command.served }),
    ...(secrets.length > 0 && !command.secrets && { secrets: countRecorded(sealed, [...seal.values()]) }),
    warnings: [...(command.warnings ?? []), ...prepared.warnings].map((warning) => replaceIn(warning, seal)),
    ...(command.idempotencyKey !== undefined && { requestDigest: requestDigest(command, parts.secrets) }),
  };
  return { submission, secrets };
}

/** How many secrets a job cannot run without: a part of another one, to be kept out of output, does not stand there by itself. */
function countRecorded(sealed: object, fingerprints: readonly string[]): number {
  const recorded = JSON.stringify(sealed);
  return fingerprints.filter((fingerprint) => recorded.includes(fingerprint)).length;
}

/** A job's id: made up, or told by the actor's idempotency key, so that the same key finds the same job. */
export function jobIdFor(command: Pick<Submission, 'caller' | 'idempotencyKey'>): string {
  if (command.idempotencyKey === undefined) return randomUUIDv7();
  const { kind, name } = command.caller.actor;
  const hash = createHash('sha256')
    .update(JSON.stringify([kind, name, command.idempotencyKey]))
    .digest('hex');
  return uuidOfDigest(hash);
}

/** A UUID of a SHA-256: version 8, whose bits are of one's own making (RFC 9562). */
export function uuidOfDigest(hash: string): string {
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}

/** Tells one request from another, for the same idempotency key. Keyed, since it covers secrets. */
export function requestDigest(command: Submission, secrets: SecretStore): string {
  const { name, args, env: environment, secretNames, host, nice, limits, stdin } = command;
  return secrets.fingerprint(JSON.stringify([name, args, environment, secretNames, host, nice, limits, stdin?.digest]));
}

function asRecord(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}

function knownName(name: string): JobName {
  if (isJobName(name)) return name;
  throw new DomainError(
    'not-found',
    'job-name-unknown',
    `There is no job name "${name}". There are: ${Object.keys(jobTypes).join(', ')}.`,
  );
}

/** @throws DomainError `right-missing` */
export function mustHold(caller: Caller, name: JobName): void {
  const { right } = jobTypes[name];
  if (mayDo(caller.rights, right)) return;
  throw new DomainError(
    'forbidden',
    'right-missing',
    `${caller.actor.name} may not ${name}: the token lacks the right "${right}". Ask an admin for a token that has it.`,
  );
}

/** A verb's own arguments, or those of a request of the Engine API. */
function argsOf(name: JobName, { call }: Submission): z.ZodType<JobArgs> {
  if (call) return callArgs;
  if (isVerb(name) || name === 'serveapi' || name === 'batch') return jobTypes[name].args as z.ZodType<JobArgs>;
  throw new DomainError(
    'unprocessable',
    'job-name-of-door',
    `"${name}" comes through the Docker Engine API alone. Use the docker CLI.`,
  );
}

function mustHoldHost({ caller, call, powers = [] }: Submission, name: JobName, args: JobArgs): void {
  const power = call ? call.powers[0] : (powers[0] ?? hostPowerOf(name, args));
  if (!power || mayDo(caller.rights, 'host')) return;
  throw new DomainError(
    'forbidden',
    'right-missing',
    `${power.field}: ${power.reason}, which needs the right "host". Leave it out, or ask an admin for a token that has it.`,
  );
}

function hostFor(name: string | undefined, hosts: Hosts): string {
  const [only] = hosts.keys();
  const host = name ?? (hosts.has('local') ? 'local' : only);
  if (host !== undefined && hosts.has(host)) return host;
  throw new DomainError(
    'not-found',
    'host-not-found',
    `There is no host "${name ?? ''}". There are: ${[...hosts.keys()].join(', ')}.`,
  );
}

async function prepare(
  name: JobName,
  args: JobArgs,
  host: string,
  job: string,
  parts: AdmissionParts,
): Promise<{ args: JobArgs; warnings: readonly string[] }> {
  const handler = handlerOf(parts.handlers, { name, args });
  if (!handler?.prepare) return { args, warnings: [] };
  try {
    return await handler.prepare({ args, host: parts.hosts.get(host), job });
  } catch (error) {
    // A host that is away now may be back when the job runs: the queue is there for that.
    if (!(error instanceof DomainError && error.code === 'host-unreachable')) throw error;
    const prepared = await handler.prepare({ args, host: undefined, job });
    return { ...prepared, warnings: [...prepared.warnings, `Host ${host} does not answer now; the job waits for it.`] };
  }
}

function parse<Output>(schema: z.ZodType<Output>, value: unknown, place: string): Output {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues
    .slice(0, 5)
    .map((issue) => `${[place, ...issue.path].join('.')}: ${issue.message}`);
  throw new DomainError('invalid', 'args-invalid', `${issues.join('; ')}.`);
}
