import { type CallArgs, isCall } from '../engine-api/call-args.js';
import type { Job } from '../job/job.js';
import type { JobArgs } from '../job/job-types.js';

/** What a build was asked for, by whichever front door. Fingerprints stand for secrets. */
export interface BuildInputs {
  readonly builder: 'classic' | 'buildkit';
  /** Path of the Dockerfile in the context. */
  readonly dockerfile: string;
  readonly tags: readonly string[];
  readonly target: string | null;
  readonly args: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly platform: string | null;
  readonly network: string | null;
  readonly noCache: boolean;
  readonly pull: boolean;
  /** Where the host fetched the context itself: a URL. */
  readonly remote: string | null;
}

/** Whether a job builds an image. */
export function isBuild({ name }: Pick<Job, 'name'>): boolean {
  return name === 'build';
}

/** What a build was asked for. Of one that was refused it may be little. */
export function inputsOf({ args }: Pick<Job, 'args'>): BuildInputs {
  return isCall(args) ? ofCall(args as CallArgs) : ofVerb(args);
}

function ofVerb(args: Partial<JobArgs<'build'>>): BuildInputs {
  return {
    builder: args.builder ?? 'classic',
    dockerfile: args.dockerfile ?? 'Dockerfile',
    tags: args.tags ?? [],
    target: args.target ?? null,
    args: args.args ?? {},
    labels: args.labels ?? {},
    platform: args.platform ?? null,
    network: args.network ?? null,
    noCache: args.noCache ?? false,
    pull: args.pull ?? false,
    remote: null,
  };
}

function ofCall({ builder = 'classic', tags = [], query, target, network }: CallArgs): BuildInputs {
  const remote = textIn(query['remote']);
  return {
    builder,
    dockerfile: textIn(query['dockerfile']) ?? 'Dockerfile',
    tags,
    target: target ?? null,
    args: pairsIn(query['buildargs']),
    labels: pairsIn(query['labels']),
    platform: textIn(query['platform']),
    network: network ?? null,
    noCache: isTrue(query['nocache']),
    pull: isTrue(query['pull']),
    // What BuildKit takes through a session is no place.
    remote: remote === 'client-session' ? null : remote,
  };
}

type Value = string | readonly string[] | undefined;

function textIn(value: Value): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function isTrue(value: Value): boolean {
  return value !== undefined && !['', '0', 'no', 'false', 'none'].includes(String(value).toLowerCase());
}

function pairsIn(value: Value): Readonly<Record<string, string>> {
  try {
    const pairs: unknown = JSON.parse(String(value ?? '{}'));
    if (typeof pairs !== 'object' || pairs === null) return {};
    return Object.fromEntries(
      Object.entries(pairs).flatMap(([name, text]) => (typeof text === 'string' ? [[name, text]] : [])),
    );
  } catch {
    return {};
  }
}
