import { Problem, problemOf } from './client.js';

/** An event as the server sends it; `id` is where to go on from. */
export interface ServerEvent {
  readonly id: string;
  readonly event: string;
  readonly data: unknown;
}

/** The server sends something every 15 seconds; a connection that is silent for so long is taken for lost. */
const silenceMs = 40_000;

interface Wish {
  readonly signal: AbortSignal;
  /** Go on behind this event. */
  readonly after?: string;
  /** Called when the server has answered. */
  readonly onOpen?: () => void;
}

/**
 * Events of a stream until it ends. Unlike EventSource it tells why it failed, and reads events of any name.
 *
 * @throws Problem
 */
export async function* readServerEvents(url: string, { signal, after, onOpen }: Wish): AsyncGenerator<ServerEvent> {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), silenceMs);
  try {
    const response = await fetch(url, {
      headers: { accept: 'text/event-stream', ...(after !== undefined && { 'last-event-id': after }) },
      signal: AbortSignal.any([signal, silence.signal]),
    });
    if (!response.ok || !response.body) throw problemOf(response.status, await response.json().catch(() => undefined));
    onOpen?.();
    let text = '';
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), silenceMs);
      text += part.value;
      const end = text.lastIndexOf('\n\n');
      if (end < 0) continue;
      const whole = text.slice(0, end);
      text = text.slice(end + 2);
      for (const block of whole.split('\n\n')) if (!block.startsWith(':')) yield eventIn(block);
    }
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(0, 'unreachable', error instanceof Error ? error.message : String(error));
  } finally {
    clearTimeout(timer);
    silence.abort();
  }
}

function eventIn(block: string): ServerEvent {
  const fields = new Map(
    block.split('\n').map((line): [string, string] => {
      const colon = line.indexOf(': ');
      return [line.slice(0, colon), line.slice(colon + 2)];
    }),
  );
  return {
    id: fields.get('id') ?? '',
    event: fields.get('event') ?? '',
    data: JSON.parse(fields.get('data') ?? 'null') as unknown,
  };
}
