import type { Duplex, Readable, Writable } from 'node:stream';

/** A request of the Engine API, as it is sent to a host: written from what was judged, never a client's own bytes. */
export interface EngineApiRequest {
  readonly method: string;
  /** Without a version, each segment encoded: `/containers/web/start`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** A GET whose answer may be gigabytes. It has no body and no headers of its own. */
  readonly isBulky?: true;
  /** JSON, or bytes as they come. */
  readonly body?: Uint8Array | Readable;
  /** Destroys the connection, at any time until the answer has been read. */
  readonly signal?: AbortSignal;
}

/** What a host answered: complete with its body, which must be read or destroyed. */
export interface EngineApiAnswer {
  readonly status: number;
  /** Names in lower case; without those of the connection itself. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Readable;
  /**
   * Of what may be gigabytes: writes the body and its end, in place of reading it, right from the buffers that it comes in. Where it breaks off,
   * `body` is destroyed.
   */
  readonly pourInto?: (to: Writable, onBytes: (length: number) => void) => void;
}

/** A connection that has become a stream both ways. Each direction ends by itself. */
export interface EngineApiStream {
  readonly status: 101 | 200;
  readonly headers: EngineApiAnswer['headers'];
  readonly stream: Duplex;
}

/**
 * The Engine API of a host as it is spoken on the wire, at one version: for what goes through Longshore and is answered with the engine's own words.
 * A status of 400 or more is an answer like any other. Rejects with `host-unreachable` when there is none, and on an abort with its reason.
 */
export interface EngineApi {
  /** What it is spoken in: `1.41`. */
  readonly version: string;
  request(request: EngineApiRequest): Promise<EngineApiAnswer>;
  /** Asks for the connection itself, by `upgrade` to a protocol where one is named: a stream when the host gives it, else its answer. */
  hijack(request: EngineApiRequest & { readonly upgrade?: string }): Promise<EngineApiAnswer | EngineApiStream>;
}
