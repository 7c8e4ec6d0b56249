import type { Duplex, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { exitStatus, statusOfSignal } from '#domain';
import { type Engine, type EngineApiStream, requestOf } from '#engine';
import type { Exchange } from './exchange.js';
import { passOn } from './pass-on.js';
import { pump } from './pump.js';
import { serve } from './stream.js';
import { submit } from './submit.js';

/** A connection that becomes a stream both ways: attach, exec, session. Where the client asks for no upgrade, it is only told. */
export async function answerHijack(exchange: Exchange, engine: Engine): Promise<void> {
  const { request, response, socket, api } = exchange;
  const job = await submit(exchange, engine, { served: true });
  await serve(job, engine, async (process) => {
    const sent = requestOf(process.args, process.labels);
    const upgrade = socket && request.headers.upgrade;
    const answer = await api.hijack({
      ...sent,
      headers: { ...sent.headers, ...exposed(request) },
      ...(upgrade !== undefined && { upgrade }),
      signal: process.ending,
    });
    if (!('stream' in answer)) {
      await passOn(answer, response);
      const status = answer.status < 400 ? exitStatus.ok : exitStatus.refusedByHost;
      return { status, result: { status: answer.status } };
    }
    process.ending.addEventListener('abort', () => answer.stream.destroy(), { once: true });
    if (socket) socket.write(switchingHead(answer, upgrade ?? 'tcp'));
    else response.writeHead(200, { ...answer.headers, connection: 'close' }).flushHeaders();
    const { isBroken, ...bytes } = await (socket ? splice(socket, answer.stream) : listen(response, answer.stream));
    process.ending.throwIfAborted();
    return { status: isBroken ? statusOfSignal('HUP') : exitStatus.ok, result: { status: answer.status, ...bytes } };
  });
}

/** What a client of BuildKit says of its session (some of it several times), and one of a websocket of its handshake. */
function exposed({ rawHeaders }: Exchange['request']): Record<string, string[]> {
  const headers: Record<string, string[]> = {};
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase();
    if (/^(?:x-docker-expose-session|sec-websocket)-/.test(name))
      (headers[name] ??= []).push(rawHeaders[index + 1] ?? '');
  }
  return headers;
}

function switchingHead({ headers }: EngineApiStream, protocol: string): string {
  const told = Object.entries(headers).flatMap(([name, values]) => [values].flat().map((value) => `${name}: ${value}`));
  const lines = ['HTTP/1.1 101 UPGRADED', ...told, 'Connection: Upgrade', `Upgrade: ${protocol}`];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

interface Spliced {
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** One of the two has gone. */
  readonly isBroken: boolean;
}

/** Joins two connections until the engine's has ended. Each direction ends by itself: a client that has no more input still reads. */
async function splice(client: Duplex, engine: Duplex): Promise<Spliced> {
  let bytesIn = 0;
  pump(client, engine, (length) => (bytesIn += length));
  return { ...(await listen(client, engine)), bytesIn };
}

/** Passes on what the engine says, until it has said all or the client has gone. */
async function listen(client: Writable, engine: Duplex): Promise<Spliced> {
  let bytesOut = 0;
  client.on('error', () => engine.destroy());
  client.on('close', () => engine.destroy());
  engine.on('error', () => client.destroy());
  pump(engine, client, (length) => (bytesOut += length));
  try {
    await finished(engine, { writable: false });
    return { bytesIn: 0, bytesOut, isBroken: false };
  } catch {
    return { bytesIn: 0, bytesOut, isBroken: true };
  }
}
