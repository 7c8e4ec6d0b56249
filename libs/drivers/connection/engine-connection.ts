import type Docker from 'dockerode';
import { IncomingMessage } from 'node:http';
import { addAbortSignal, type Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { DomainError } from '#event-sourcing';
import { hostRefusal, hostUnreachable, isHostNotFound } from './engine-errors.js';
import { type EngineRequest, type Modem, toDialOptions } from './engine-request.js';

/**
 * One host's Engine API, over dockerode's transport (docker-modem: sockets, TLS, hijack, registry credentials).
 *
 * dockerode's own methods are passed by: they drop the warnings of create, put the whole body into the URL as well, leave names
 * unescaped, and lose the message of a refused stream. All methods reject as GraphDriver says, and on an abort with its reason.
 */
export class EngineConnection {
  readonly #modem: Modem;

  constructor(
    readonly host: { readonly name: string; readonly url: string },
    docker: Docker,
  ) {
    this.#modem = docker.modem as Modem;
  }

  /** Sends a request and reads the JSON it is answered with; undefined when the answer is empty. */
  async call<T>(request: EngineRequest): Promise<T> {
    return this.readJson<T>(await this.open(request), request.signal);
  }

  /** Like `call`, but undefined when there is no such thing. */
  async find<T>(request: EngineRequest): Promise<T | undefined> {
    try {
      return await this.call<T>(request);
    } catch (error) {
      if (isHostNotFound(error)) return undefined;
      throw error;
    }
  }

  /** Sends a request and resolves when the engine has accepted it; the body is still to be read, with `bytes`. */
  async open(request: EngineRequest): Promise<IncomingMessage> {
    const response = await this.#dial(request, false);
    if (!(response instanceof IncomingMessage)) throw hostUnreachable(this.host, 'it switched protocols unasked');
    return response;
  }

  /** Sends a request whose connection becomes a raw stream; resolves when it stands. */
  async hijack(request: EngineRequest): Promise<Readable> {
    const stream = await this.#dial(request, true);
    return request.signal ? addAbortSignal(request.signal, stream) : stream;
  }

  /** Reads a stream of the engine to its end, at the pace of the reader. */
  async *bytes(stream: Readable, signal?: AbortSignal): AsyncGenerator<Buffer, void, void> {
    try {
      for await (const chunk of stream) yield chunk as Buffer;
    } catch (error) {
      throw this.#failure(error, signal);
    }
    signal?.throwIfAborted();
  }

  async readJson<T>(response: IncomingMessage, signal?: AbortSignal): Promise<T> {
    const body = await text(this.bytes(response, signal));
    return (body === '' ? undefined : JSON.parse(body)) as T;
  }

  async #dial(request: EngineRequest, hijack: boolean): Promise<Readable> {
    request.signal?.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<Readable>();
    this.#modem.dial(toDialOptions(request, hijack), (error, stream) => {
      if (stream) resolve(stream);
      else reject(this.#failure(error, request.signal));
    });
    const stream = await promise;
    const status = stream instanceof IncomingMessage ? (stream.statusCode ?? 0) : 101;
    if (status < 400) return stream;
    throw hostRefusal(status, await this.#readMessage(stream, request.signal));
  }

  async #readMessage(response: Readable, signal?: AbortSignal): Promise<string> {
    const body = await text(this.bytes(response, signal));
    try {
      return (JSON.parse(body) as { message: string }).message.trim();
    } catch {
      return body.trim() || 'the host refused without a word';
    }
  }

  #failure(error: unknown, signal: AbortSignal | undefined): unknown {
    if (signal?.aborted) return signal.reason;
    if (error instanceof DomainError || error instanceof TypeError) return error;
    return hostUnreachable(this.host, error);
  }
}
