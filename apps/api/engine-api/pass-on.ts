import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { EngineApiAnswer } from '#engine';

/** Writes the head of an engine's answer, at once: clients wait for it before they go on. */
export function passHeadOn(answer: Pick<EngineApiAnswer, 'headers' | 'status'>, response: ServerResponse): void {
  for (const [name, value] of Object.entries(answer.headers)) response.setHeader(name, value);
  response.writeHead(answer.status);
  response.flushHeaders();
}

/** What a client may leave unread of a stream that the engine must not be kept waiting with. */
const mostUnread = 4_194_304;

/**
 * The same for a stream that has to be read without delay, as events have: a slow reader loses some, and slows the engine. A client that does
 * not keep up is broken off instead.
 */
export async function passOnAtOnce(answer: EngineApiAnswer, response: ServerResponse): Promise<number> {
  passHeadOn(answer, response);
  let bytes = 0;
  for await (const chunk of answer.body) {
    bytes += (chunk as Buffer).length;
    response.write(chunk);
    if (response.writableLength > mostUnread) response.destroy();
  }
  response.end();
  return bytes;
}

/** Passes an engine's answer on as it comes, no faster than the client takes it. Resolves with the bytes of its body. */
export async function passOn(answer: EngineApiAnswer, response: ServerResponse): Promise<number> {
  passHeadOn(answer, response);
  let bytes = 0;
  answer.body.on('data', (chunk: Buffer) => (bytes += chunk.length));
  await pipeline(answer.body, response);
  return bytes;
}
