import { IncomingMessage, type IncomingHttpHeaders, type RequestOptions, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect as connectSocket, type OnReadOpts } from 'node:net';
import { addAbortSignal, Duplex } from 'node:stream';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { type EngineApi, type EngineApiAnswer, type EngineApiRequest, type EngineApiStream, pour } from '#engine';
import type { Endpoint } from '../connection/endpoint.js';
import { hostUnreachable } from '../connection/engine-errors.js';
import { askForBytes } from './ask-for-bytes.js';
import { queryText } from './query-text.js';

/** Headers of one connection, which end with it. */
const hopByHop: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * The Engine API of a host over `node:http`, at the endpoint that dockerode has: docker-modem hides statuses, headers and the socket
 * of an upgrade, which are what is passed on here.
 */
export class DockerodeEngineApi implements EngineApi {
  constructor(
    private readonly host: { readonly name: string; readonly url: string },
    private readonly endpoint: Endpoint,
    readonly version: string,
  ) {}

  async request(request: EngineApiRequest): Promise<EngineApiAnswer> {
    if (request.isBulky) return this.#askForBytes(request);
    const answered = await this.#send(request, { agent: this.endpoint.agent });
    if (answered instanceof IncomingMessage) return answerOf(answered);
    answered.stream.destroy();
    throw hostUnreachable(this.host, 'it switched protocols unasked');
  }

  /** On a connection of its own, so that each direction can end by itself. */
  async hijack(request: EngineApiRequest & { readonly upgrade?: string }): Promise<EngineApiAnswer | EngineApiStream> {
    const socket = this.#connect();
    const answered = await this.#send(
      request.upgrade === undefined
        ? request
        : { ...request, headers: { ...request.headers, connection: 'Upgrade', upgrade: request.upgrade } },
      { createConnection: () => socket },
    );
    if (!(answered instanceof IncomingMessage)) return answered;
    if (answered.statusCode !== 200 || request.upgrade !== undefined) return answerOf(answered);
    // Without an upgrade the rest of the connection is the stream: what Node reads as the body, and what is written to the socket.
    return { status: 200, headers: withoutHopByHop(answered.headers), stream: rawStream(answered, socket) };
  }

  async #askForBytes({ path, query, signal }: EngineApiRequest): Promise<EngineApiAnswer> {
    const connect = (onread: OnReadOpts) => {
      const socket = this.#connect({ onread });
      return signal ? addAbortSignal(signal, socket) : socket;
    };
    try {
      const { headers, ...answer } = await askForBytes(connect, this.#urlOf({ path, query }));
      return { ...answer, headers: withoutHopByHop(headers) };
    } catch (error) {
      throw signal?.aborted ? signal.reason : hostUnreachable(this.host, error);
    }
  }

  #urlOf({ path, query }: Pick<EngineApiRequest, 'path' | 'query'>): string {
    return `/v${this.version}${path}${queryText(query)}`;
  }

  async #send(
    { method, path, query, headers, body, signal }: EngineApiRequest,
    connection: RequestOptions,
  ): Promise<IncomingMessage | EngineApiStream> {
    signal?.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage | EngineApiStream>();
    const { protocol, socketPath, host, port, ca, cert, key } = this.endpoint;
    const send = protocol === 'https' ? httpsRequest : httpRequest;
    const options = {
      ...(socketPath === undefined ? { host, port } : { socketPath }),
      ca,
      cert,
      key,
      ...connection,
      method,
      path: this.#urlOf({ path, query }),
      headers: { host: 'docker', ...headers, ...(body instanceof Uint8Array && { 'content-length': body.length }) },
      ...(signal && { signal }),
    };
    const request = send(options as RequestOptions);
    request.setNoDelay(true);
    request.on('response', resolve);
    request.on('upgrade', (response: IncomingMessage, stream: Duplex, head: Buffer) => {
      if (head.length > 0) stream.unshift(head);
      resolve({ status: 101, headers: withoutHopByHop(response.headers), stream });
    });
    request.on('error', (error) => reject(signal?.aborted ? signal.reason : hostUnreachable(this.host, error)));
    if (body === undefined || body instanceof Uint8Array) request.end(body);
    else
      pour(
        body.on('error', (error) => request.destroy(error)),
        request,
      );
    return promise;
  }

  #connect(further: { readonly onread?: OnReadOpts } = {}) {
    const { protocol, socketPath, host, port, ca, cert, key } = this.endpoint;
    const address = socketPath === undefined ? { host: String(host), port: Number(port) } : { path: socketPath };
    const options = {
      ...address,
      highWaterMark: 1_048_576,
      allowHalfOpen: true,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: 30_000,
      ...further,
    };
    if (protocol !== 'https') return connectSocket(options);
    return connectTls({ ...options, ca, cert, key, servername: String(host) } as ConnectionOptions);
  }
}

function answerOf(response: IncomingMessage): EngineApiAnswer {
  return { status: response.statusCode ?? 0, headers: withoutHopByHop(response.headers), body: response };
}

function withoutHopByHop(headers: EngineApiAnswer['headers'] | IncomingHttpHeaders): EngineApiAnswer['headers'] {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || hopByHop.has(name) ? [] : [[name, value]],
    ),
  );
}

/** Both directions as one stream: read from the response, written to the socket, each ended by itself. */
function rawStream(response: IncomingMessage, socket: Duplex): Duplex {
  return Duplex.from({
    readable: response as NodeJS.ReadableStream,
    writable: socket as NodeJS.WritableStream,
  } as never);
}
