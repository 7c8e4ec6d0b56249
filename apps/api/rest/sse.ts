import { once } from 'node:events';
import type { FastifyReply, FastifyRequest } from 'fastify';

const heartbeatMs = 15_000;

/** A server-sent event; `id` is what a client sends as Last-Event-ID to go on behind it. One without leaves the id as it is. */
export interface ServerEvent {
  readonly id?: string;
  readonly event: string;
  readonly data: unknown;
}

export function wantsEvents({ headers }: FastifyRequest): boolean {
  return headers.accept?.includes('text/event-stream') === true;
}

/**
 * Sends events until their source ends, the client goes away, or is let in no more: its token may be revoked meanwhile.
 * Waits for a client that reads slowly.
 */
export async function sendEvents(
  reply: FastifyReply,
  source: (signal: AbortSignal) => AsyncIterable<ServerEvent>,
): Promise<void> {
  const { raw } = reply;
  const ending = new AbortController();
  raw.once('close', () => ending.abort());
  reply.hijack();
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  raw.flushHeaders();
  const isLetIn = () => reply.request.isStillLetIn?.() !== false;
  const heartbeat = setInterval(() => (isLetIn() ? raw.write(':\n\n') : ending.abort()), heartbeatMs);
  try {
    for await (const { id, event, data } of source(ending.signal)) {
      if (!isLetIn()) return;
      const isRoom = raw.write(
        `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`,
      );
      if (!isRoom && !ending.signal.aborted) await once(raw, 'drain', { signal: ending.signal }).catch(() => undefined);
      if (ending.signal.aborted) return;
    }
  } finally {
    clearInterval(heartbeat);
    raw.end();
  }
}
