import { once } from 'node:events';
import type { FastifyReply } from 'fastify';
import { whileLetIn } from '../sse.js';

/** Sends bytes as they come, no faster than the client takes them. One that breaks off is broken off for the client too. */
export async function sendBytes(
  reply: FastifyReply,
  type: string,
  bytes: AsyncIterable<Uint8Array | string>,
): Promise<void> {
  const { raw } = reply;
  const { signal, stop } = whileLetIn(reply);
  reply.hijack();
  raw.writeHead(200, { 'content-type': type, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  raw.flushHeaders();
  try {
    for await (const chunk of bytes) {
      if (signal.aborted) return;
      if (!raw.write(chunk)) await once(raw, 'drain', { signal }).catch(() => undefined);
    }
    raw.end();
  } catch (error) {
    raw.destroy();
    throw error;
  } finally {
    stop();
  }
}
