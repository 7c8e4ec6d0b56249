import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Duplex } from 'node:stream';
import type { TlsOptions } from 'node:tls';
import { Logger } from '@nestjs/common';
import { type HostPolicy, mayDo } from '#domain';
import type { Caller, Hosts } from '#engine';
import { DomainError } from '#event-sourcing';
import type { QueueRoom } from '../queue-room.js';
import { answerError, asDomainError } from './answer.js';
import { answerCommand, type DoorParts } from './command.js';
import type { DoorServer } from './doors/listener.js';
import { EventsHub } from './events-hub.js';
import type { Exchange } from './exchange.js';
import { answerHijack } from './hijack.js';
import { Once } from './once.js';
import { answerQuery } from './query.js';
import { readQuery } from './read-query.js';
import { readTarget } from './request-target.js';
import { findRoute } from './router.js';
import { answerStream, answerUpload } from './stream.js';
import { responseOn } from './upgrade-response.js';

/** Where connections come in: who they are from, and to which host they lead. */
export interface Door {
  readonly host: string;
  /** What it shows and wants to see, where it speaks TLS. */
  readonly tls?: TlsOptions;
  /** @throws DomainError `token-required` */
  identify(request: IncomingMessage): Caller;
}

export interface EngineServerParts extends DoorParts {
  readonly hosts: Hosts;
  readonly room: QueueRoom;
  readonly auditQueries: boolean;
  readonly policy: HostPolicy;
}

/** Build arguments stand in the URL. */
const headBytes = 262_144;
const oldest = 24;

/** The Docker Engine API, in front of the hosts: one dispatcher for requests, upgrades and whatever else HTTP has. */
export class EngineServer {
  readonly #logger = new Logger('Engine API');
  readonly #once = new Once();
  readonly #events = new EventsHub();

  constructor(private readonly parts: EngineServerParts) {}

  /** A server for the connections of one door, not yet listening. */
  open(door: Door): DoorServer {
    const options = {
      maxHeaderSize: headBytes,
      requestTimeout: 0,
      keepAliveTimeout: 30_000,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: 30_000,
    };
    const server = door.tls
      ? createSecureServer({ ...options, ...door.tls, allowHalfOpen: true })
      : createServer(options);
    server.timeout = 0;
    server.on('request', (request, response) => void this.#answer(door, request, response));
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      if (head.length > 0) socket.unshift(head);
      void this.#answer(door, request, responseOn(request, socket), socket);
    });
    server.on('connect', (_request, socket: Duplex) =>
      socket.end('HTTP/1.1 405 Method Not Allowed\r\nConnection: close\r\n\r\n'),
    );
    return server;
  }

  async #answer(door: Door, request: IncomingMessage, response: ServerResponse, socket?: Duplex): Promise<void> {
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    socket?.on('error', () => undefined);
    try {
      await this.#dispatch(door, request, response, socket);
    } catch (error) {
      const known = asDomainError(error);
      if (known.kind === 'internal')
        this.#logger.error(
          `${request.method} ${request.url}: ${String(error)}`,
          error instanceof Error ? error.stack : undefined,
        );
      answerError(response, error);
    }
  }

  async #dispatch(door: Door, request: IncomingMessage, response: ServerResponse, socket?: Duplex): Promise<void> {
    const caller = door.identify(request);
    const host = this.parts.hosts.get(door.host);
    if (!host?.api) throw new DomainError('not-found', 'host-not-served', `Host "${door.host}" has no Engine API.`);
    response.setHeader('api-version', host.api.version);
    const target = readTarget(request.url ?? '');
    assertVersion(target.version, host.api.version);
    const match = findRoute(request.method ?? '', target.path, target.query);
    if (match === undefined) throw new DomainError('not-found', 'route-not-found', 'page not found');
    if (match === 'wrong-method') throw new DomainError('not-found', 'route-not-found', 'page not found');
    const { route, path } = match;
    if (!mayDo(caller.rights, route.right)) await this.#refuse(caller, route.job, route.right);
    const query = readQuery(route, target.query);
    const exchange: Exchange = {
      request,
      response,
      caller,
      route,
      path,
      query,
      host: host.name,
      api: host.api,
      policy: this.parts.policy,
      gone: goneOf(response),
      ...(socket && { socket }),
    };
    await this.#serve(exchange);
  }

  /** What only asks is recorded where the audit is told to; a terminal's size once, however often its window changes. */
  #isRecorded({ route, path, caller }: Exchange): boolean {
    if (route.job === undefined) return this.parts.auditQueries;
    return this.#once.isFirst(JSON.stringify([route.call, path, caller.actor.name]));
  }

  async #refuse(caller: Caller, name: string | undefined, right: string): Promise<never> {
    const error = new DomainError(
      'forbidden',
      'right-missing',
      `${caller.actor.name} may not do this: the right "${right}" is missing. Ask an admin for a token that has it.`,
    );
    if (name === undefined) throw error;
    return this.parts.engine.refuse({ caller, name }, error);
  }

  async #serve(exchange: Exchange): Promise<void> {
    switch (exchange.route.kind) {
      case 'query':
        return this.#isRecorded(exchange)
          ? answerStream(exchange, this.parts.engine, this.#events)
          : answerQuery(exchange);
      case 'command':
        await this.parts.room.assertRoom(exchange.host);
        return answerCommand(exchange, this.parts);
      case 'upload':
        return answerUpload(exchange, this.parts.engine);
      case 'stream':
        return answerStream(exchange, this.parts.engine, this.#events);
      case 'hijack':
        return answerHijack(exchange, this.parts.engine);
    }
  }
}

/** As an engine answers versions that it does not speak. */
function assertVersion(version: string | undefined, newest: string): void {
  if (version === undefined) return;
  const [, minor = ''] = version.split('.');
  const [, max = ''] = newest.split('.');
  if (Number(minor) > Number(max))
    throw new DomainError(
      'invalid',
      'version-unsupported',
      `client version ${version} is too new. Maximum supported API version is ${newest}`,
    );
  if (Number(minor) < oldest)
    throw new DomainError(
      'invalid',
      'version-unsupported',
      `client version ${version} is too old. Minimum supported API version is 1.${oldest}, please upgrade your client to a newer version`,
    );
}

function goneOf(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort(new DomainError('unavailable', 'client-lost', 'The client has gone.'));
  });
  return gone.signal;
}
