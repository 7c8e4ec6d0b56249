import type { Readable } from 'node:stream';

type QueryValue = string | number | boolean | readonly string[] | Readonly<Record<string, unknown>> | undefined;

/** One request to an engine. */
export interface EngineRequest {
  readonly method: 'DELETE' | 'GET' | 'POST';
  /** Made by `enginePath`. */
  readonly path: string;
  /** Undefined values are left out, records are sent as JSON, lists as a repeated key. */
  readonly query?: Readonly<Record<string, QueryValue>>;
  readonly body?: object;
  /** A tar; instead of `body`. */
  readonly upload?: Readable;
  /** Sent as `X-Registry-Auth`, never written anywhere else. */
  readonly registryAuth?: object;
  /** Destroys the connection, at any time until the answer has been read. */
  readonly signal?: AbortSignal;
}

/** The part of docker-modem that is used here. */
export interface Modem {
  dial(options: object, done: (error: unknown, stream: Readable | null | undefined) => void): void;
}

// docker-modem turns a status that is not listed into an error whose message is no longer the engine's own.
const everyStatus = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [100 + index, true]));

/** Says the request in docker-modem's words. */
export function toDialOptions(request: EngineRequest, hijack: boolean): object {
  const query = Object.fromEntries(Object.entries(request.query ?? {}).filter(([, value]) => value !== undefined));
  return {
    method: request.method,
    // The question mark is its sign that there is a query.
    path: Object.keys(query).length > 0 ? `${request.path}?` : request.path,
    options: { _query: query, _body: request.body ?? {} },
    file: request.upload,
    authconfig: request.registryAuth,
    abortSignal: request.signal,
    isStream: true,
    hijack,
    statusCodes: everyStatus,
  };
}
