import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { CallArgs, CallPath, HostPolicy } from '#domain';
import type { Caller, EngineApi } from '#engine';
import type { Route } from './route.js';

/** One request of a client, known and routed. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The connection itself, when the client asks to have it; what it has sent already comes first. */
  readonly socket?: Duplex;
  readonly caller: Caller;
  /** The name of the host that its door leads to. */
  readonly host: string;
  readonly api: EngineApi;
  readonly policy: HostPolicy;
  readonly route: Route;
  readonly path: CallPath;
  readonly query: CallArgs['query'];
  /** Aborted when the client has gone before it was answered. */
  readonly gone: AbortSignal;
}
