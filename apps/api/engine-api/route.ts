import type { Body, CallPath, JobName, Right } from '#domain';

/** How a request is dealt with. */
export type RouteKind =
  /** Asked of the engine at once; nothing is recorded unless the audit is told to. */
  | 'query'
  /** Recorded, queued and run by a worker; answered as the engine answered. */
  | 'command'
  /** A command whose body flows through this process to the engine while the job runs. */
  | 'upload'
  /** A response that goes on for as long as it takes. Recorded, never queued. */
  | 'stream'
  /** A connection that becomes a stream both ways. Recorded, never queued. */
  | 'hijack';

/**
 * The form of a query parameter. `list`: it may come several times. `json`: its text is JSON. `ignored`: some clients send it, and no engine
 * reads it.
 */
export type Parameter = 'text' | 'bool' | 'int' | 'list' | 'json' | 'ignored';

/** An operation of the Engine API, and what it is here. */
export interface Route {
  /** The operation, as in Docker's specification. */
  readonly call: string;
  readonly method: 'DELETE' | 'GET' | 'HEAD' | 'POST' | 'PUT';
  /** Without a version. A name in braces is a key of CallPath: `/containers/{container}/start`. An `{image}` may have slashes. */
  readonly path: string;
  readonly kind: RouteKind;
  /** The name of the job that it becomes; a query has none. */
  readonly job?: JobName;
  readonly right: Right;
  /** Only requests that have this query parameter: pull and import share a path. Such a route stands before the one without. */
  readonly having?: string;
  readonly query?: Readonly<Record<string, Parameter>>;
  /** What its JSON body may have; a route without one takes no JSON. */
  readonly body?: Body;
  /** Its answer may be gigabytes. */
  readonly isBulky?: true;
  /** Why the whole operation gives power over the host, so that it needs the right `host`. */
  readonly power?: string;
}

export type PathName = keyof CallPath;
