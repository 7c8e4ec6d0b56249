import type { Duplex } from 'node:stream';
import { finished } from 'node:stream/promises';
import { exitStatus, statusOfSignal } from '#domain';
import { type Engine, type EngineApiStream, requestOf } from '#engine';
import type { Exchange } from './exchange.js';
import { passOn } from './pass-on.js';
import { serve } from './stream.js';
import { submit } from './submit.js';

/** A connection that becomes a stream both ways: attach, exec, session. */
export async function answerHijack(exchange: Exchange, engine: Engine): Promise<void> {
  const { request, response, socket, api } = exchange;
  const job = await submit(exchange, engine, { served: true });
  await serve(exchange, job, engine, async (process) => {
    const sent = requestOf(process.args, process.labels);
    await process.beginEffect();
    const upgrade = socket && request.headers.upgrade;
    const answer = await api.hijack({
      ...sent,
      headers: { ...sent.headers, ...exposed(request) },
      ...(upgrade !== undefined && { upgrade }),
      signal: process.ending,
    });
    if (!('stream' in answer)) {
      await passOn(answer, response);
      return {
        status: answer.status < 400 ? exitStatus.ok : exitStatus.refusedByHost,
        result: { status: answer.status } as never,
      };
    }
    const client = socket ?? response.socket;
    if (!client) return { status: statusOfSignal('HUP'), result: { status: 0 } };
    if (socket) socket.write(switchingHead(answer, request.headers.upgrade ?? 'tcp'));
    else response.writeHead(200, { ...answer.headers, connection: 'close' }).flushHeaders();
    process.ending.addEventListener('abort', () => answer.stream.destroy(), { once: true });
    const bytes = await splice(client, answer.stream, socket ? client : response);
    return {
      status: bytes.isBroken ? statusOfSignal('HUP') : exitStatus.ok,
      result: { status: answer.status, ...bytes } as never,
    };
  });
}

/** What a client of BuildKit says of its session; some of it comes several times. */
function exposed({ rawHeaders }: Exchange['request']): Record<string, string[]> {
  const headers: Record<string, string[]> = {};
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase();
    if (name.startsWith('x-docker-expose-session-')) (headers[name] ??= []).push(rawHeaders[index + 1] ?? '');
  }
  return headers;
}

function switchingHead({ headers }: EngineApiStream, protocol: string): string {
  const type = headers['content-type'];
  const lines = [
    'HTTP/1.1 101 UPGRADED',
    ...(typeof type === 'string' ? [`Content-Type: ${type}`] : []),
    'Connection: Upgrade',
    `Upgrade: ${protocol}`,
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** Joins two connections until the engine's has ended. Each direction ends by itself: a client that has no more input still reads. */
async function splice(
  client: Duplex,
  engine: Duplex,
  out: NodeJS.WritableStream,
): Promise<{ readonly bytesIn: number; readonly bytesOut: number; readonly isBroken?: true }> {
  let bytesIn = 0;
  let bytesOut = 0;
  client.on('data', (chunk: Buffer) => (bytesIn += chunk.length));
  engine.on('data', (chunk: Buffer) => (bytesOut += chunk.length));
  client.on('error', () => engine.destroy());
  client.on('close', () => engine.destroy());
  engine.on('error', () => client.destroy());
  client.pipe(engine);
  engine.pipe(out);
  try {
    await finished(engine, { writable: false });
    return { bytesIn, bytesOut };
  } catch {
    return { bytesIn, bytesOut, isBroken: true };
  }
}
