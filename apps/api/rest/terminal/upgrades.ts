import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { responseOn } from '../../engine-api/upgrade-response.js';

/** A connection whose client asks to go on with it as a WebSocket. */
export interface Upgrade {
  readonly socket: Duplex;
  /** What the client has sent already. */
  readonly head: Buffer;
}

const upgrades = new WeakMap<IncomingMessage, Upgrade>();

/** Whether a request asks for a WebSocket; what asks for another protocol is answered as if it had not. */
export function isSocketAsked({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket';
}

/** Sends upgrades through the same routes as all requests: who asks is known, and may be refused, before anything is agreed to. */
export function routeUpgrades(fastify: FastifyInstance): void {
  fastify.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => undefined);
    upgrades.set(request, { socket, head });
    fastify.routing(request, responseOn(request, socket));
  });
}

/** The connection of a request that asks for a WebSocket. */
export function upgradeOf(request: IncomingMessage): Upgrade | undefined {
  return upgrades.get(request);
}
