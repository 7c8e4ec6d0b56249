import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { type EngineApi, fillPath, type HostTerminal, type TerminalSize } from '#engine';
import { hostRefusal } from '../connection/engine-errors.js';

const headers = { 'content-type': 'application/json' };

/** Starts an exec that has a terminal, and holds its connection. */
export async function openTerminal(api: EngineApi, exec: string, signal: AbortSignal): Promise<HostTerminal> {
  const answer = await api.hijack({
    method: 'POST',
    path: fillPath('/exec/{exec}/start', { exec }),
    headers,
    body: Buffer.from(JSON.stringify({ Detach: false, Tty: true })),
    upgrade: 'tcp',
    signal,
  });
  if (!('stream' in answer)) throw hostRefusal(answer.status, await text(answer.body));
  const { stream } = answer;
  signal.addEventListener('abort', () => stream.destroy(), { once: true });
  return {
    output: outputOf(stream),
    write: async (bytes) => {
      if (!stream.writable || stream.write(bytes)) return;
      await once(stream, 'drain', { signal }).catch(() => undefined);
    },
    resize: (size) => resize(api, exec, size),
    close: () => stream.destroy(),
  };
}

/** A connection that breaks is the end of what the process says; how it ended, the engine is asked. */
async function* outputOf(stream: Duplex): AsyncGenerator<Uint8Array, void, void> {
  try {
    for await (const chunk of stream) yield chunk as Buffer;
  } catch {
    // Ended.
  }
}

async function resize(api: EngineApi, exec: string, { columns, rows }: TerminalSize): Promise<void> {
  const { status, body } = await api.request({
    method: 'POST',
    path: fillPath('/exec/{exec}/resize', { exec }),
    query: { h: String(rows), w: String(columns) },
  });
  const said = await text(body);
  if (status >= 400) throw hostRefusal(status, said);
}
