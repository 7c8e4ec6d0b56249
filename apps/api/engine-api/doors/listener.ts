import { once } from 'node:events';
import type { Server as HttpServer } from 'node:http';
import { Server as HttpsServer } from 'node:https';
import type { Socket } from 'node:net';
import { Logger } from '@nestjs/common';
import { DomainError } from '#event-sourcing';
import { isLoopback } from './door-url.js';
import { listenFailure } from './listen-failure.js';
import { listenAtFile, type SocketFile } from './socket-file.js';

/** Where a server listens. */
export type Place =
  | ({ readonly kind: 'unix' } & SocketFile)
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  /** `path`: where it is, when it is a unix socket. */
  | { readonly kind: 'fd'; readonly fd: number; readonly isSecure: boolean; readonly path?: string };

export type DoorServer = HttpServer | HttpsServer;

/** Connections that have not ended by then when a listener closes are broken off. */
const closeMs = 2_000;

/** A server that listens, with its connections: also those that have become streams. */
export class Listener {
  readonly #sockets = new Set<Socket>();
  readonly #logger = new Logger('Engine API');

  private constructor(
    private readonly server: DoorServer,
    private readonly place: Place,
  ) {
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    server.on('tlsClientError', (error: Error, { remoteAddress = 'a client' }: Socket) =>
      this.#logger.warn(`${remoteAddress} was turned away: ${error.message.trim()}`),
    );
  }

  /** Resolves when it listens. @throws DomainError `door-invalid`, `door-taken` */
  static async open(server: DoorServer, place: Place): Promise<Listener> {
    const listener = new Listener(server, place);
    if (place.kind === 'unix') await listenAtFile(server, place);
    else if (place.kind === 'tcp') await listenAtAddress(server, place.host, place.port);
    else await listenAtFd(server, place);
    return listener;
  }

  /** Where it listens, as a client would write it. */
  get url(): string {
    const address = this.server.address();
    // Of a socket that it inherited, Node does not know the path.
    if (address === null || typeof address === 'string')
      return `unix://${this.place.kind === 'tcp' ? '' : this.place.path}`;
    return `${this.server instanceof HttpsServer ? 'tls' : 'tcp'}://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`;
  }

  /** Takes no more connections, and resolves when the last one has ended; those that go on are broken off after a while. */
  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeIdleConnections();
    const late = setTimeout(() => {
      for (const socket of this.#sockets) socket.destroy();
    }, closeMs);
    await closed;
    clearTimeout(late);
  }
}

async function listenAtAddress(server: DoorServer, host: string, port: number): Promise<void> {
  const listening = once(server, 'listening');
  server.listen(port, host);
  await listening.catch((error: unknown) => Promise.reject(listenFailure(`tcp://${host}:${port}`, error)));
}

async function listenAtFd(
  server: DoorServer,
  { fd, isSecure }: { readonly fd: number; readonly isSecure: boolean },
): Promise<void> {
  const listening = once(server, 'listening');
  server.listen({ fd });
  // Before the first connection can be taken.
  const address = server.address();
  if (!isSecure && address !== null && typeof address !== 'string' && !isLoopback(address.address)) {
    server.close();
    throw new DomainError(
      'invalid',
      'door-invalid',
      `fd://${fd} is ${address.address}:${address.port}, which would be open to the network without TLS. Let systemd listen on 127.0.0.1.`,
    );
  }
  await listening.catch((error: unknown) => Promise.reject(listenFailure(`fd://${fd}`, error)));
}
