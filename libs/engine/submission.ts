import type { JobLimits, PowerField, Right } from '#domain';
import type { Actor, StreamAppend } from '#event-sourcing';
import type { Blob } from './ports/index.js';

/** Who asks, from where. */
export interface Caller {
  readonly actor: Actor;
  readonly rights: readonly Right[];
  readonly sourceAddress?: string;
  readonly userAgent?: string;
  /** W3C trace context. */
  readonly traceparent?: string;
}

/** A command as a front door brings it: not yet checked. */
export interface Submission {
  readonly caller: Caller;
  /** A job name. */
  readonly name: string;
  readonly args: unknown;
  /** Present when it is a request of the Engine API, read and judged by the door that it came through: then `args` are CallArgs. */
  readonly call?: JudgedCall;
  /** What gives power over the host and does not stand in the arguments: what the container that they name has. */
  readonly powers?: readonly PowerField[];
  /** The environment of the container or process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Names in `env` or among the build arguments whose values may stand nowhere. */
  readonly secretNames?: readonly string[];
  /** The name of a host; the only one, or `local`, when left out. */
  readonly host?: string;
  /** −20 (first) to 19 (last). */
  readonly nice?: number;
  readonly limits?: Partial<JobLimits>;
  readonly stdin?: Blob;
  /** The front door that submits it runs it at once: it is never queued. */
  readonly served?: true;
  /** Warnings of the front door, to be told with those of the handler. */
  readonly warnings?: readonly string[];
  /** The same key of the same actor gives the same job. */
  readonly idempotencyKey?: string;
  readonly along?: Along;
  /** Secrets that stand, as fingerprints, in what is recorded along. */
  readonly secrets?: readonly string[];
  /** Who has begun with it when it is recorded. */
  readonly startedBy?: string;
}

/** What a door found in a request of the Engine API. */
export interface JudgedCall {
  /** The fields that give power over the host. */
  readonly powers: readonly PowerField[];
  /** Values in it that may stand nowhere. */
  readonly secrets: readonly string[];
}

/**
 * What is recorded together with a job's submission, all or none. It may refuse the command; it is asked again when somebody else has written
 * to its streams meanwhile.
 */
export type Along = (job: string) => Promise<readonly StreamAppend[]>;
