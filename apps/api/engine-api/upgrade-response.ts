import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** How long a client that was answered may go on sending what nobody will read. */
const lingerMs = 5_000;

/** Answers on the connection of an upgrade that is not to be, and closes it: what comes after on it is not read. */
export function responseOn(request: IncomingMessage, socket: Duplex): ServerResponse {
  const response = new ServerResponse(request);
  response.assignSocket(socket as Socket);
  response.shouldKeepAlive = false;
  response.once('finish', () => {
    socket.end();
    // What is still sent is thrown away, so that the answer is not lost with a connection that is reset.
    socket.resume();
    const late = setTimeout(() => socket.destroy(), lingerMs);
    socket.once('end', () => socket.destroy());
    socket.once('close', () => clearTimeout(late));
  });
  return response;
}
