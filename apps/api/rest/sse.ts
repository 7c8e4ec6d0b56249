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
  const { signal, stop } = whileLetIn(reply, () => raw.write(':\n\n'));
  reply.hijack();
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
  });
  raw.flushHeaders();
  try {
    for await (const { id, event, data } of source(signal)) {
      if (signal.aborted || reply.request.isStillLetIn?.() === false) return;
      const isRoom = raw.write(
        `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`,
      );
      if (!isRoom && !signal.aborted) await once(raw, 'drain', { signal }).catch(() => undefined);
      if (signal.aborted) return;
    }
  } finally {
    stop();
    raw.end();
  }
}

/** Aborts when the client goes away, or is let in no more; `onBeat` is called again and again until then. */
export function whileLetIn(
  { raw, request }: FastifyReply,
  onBeat: () => void = () => undefined,
): { readonly signal: AbortSignal; readonly stop: () => void } {
  const ending = new AbortController();
  raw.once('close', () => ending.abort());
  const beat = setInterval(() => {
    if (request.isStillLetIn?.() === false) ending.abort();
    else onBeat();
  }, heartbeatMs);
  return { signal: ending.signal, stop: () => clearInterval(beat) };
}
