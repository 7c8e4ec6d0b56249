import type { FastifyReply, FastifyRequest } from 'fastify';

/** How long a client that was refused may go on sending what nobody will read. */
const lingerMs = 5_000;

/**
 * Lets an answer reach a client that is still sending its body. Closed at once, as Node does it, the connection would be
 * reset, and the answer lost with it; never closed, the client could send for ever.
 */
export function linger({ raw }: FastifyRequest, reply: FastifyReply): void {
  if (raw.complete) return;
  const { socket } = raw;
  reply.removeHeader('connection');
  socket.destroySoon = () => socket.end();
  raw.resume();
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('close', () => clearTimeout(timer));
  raw.once('end', () => {
    clearTimeout(timer);
    Reflect.deleteProperty(socket, 'destroySoon');
    if (socket.writableEnded) socket.destroySoon();
  });
}
