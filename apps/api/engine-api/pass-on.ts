import type { ServerResponse } from 'node:http';
import { finished } from 'node:stream/promises';
import type { EngineApiAnswer } from '#engine';
import { pump } from './pump.js';

/** Writes the head of an engine's answer, at once: clients wait for it before they go on. */
export function passHeadOn(answer: Pick<EngineApiAnswer, 'headers' | 'status'>, response: ServerResponse): void {
  for (const [name, value] of Object.entries(answer.headers)) response.setHeader(name, value);
  response.writeHead(answer.status);
  response.flushHeaders();
}

/** Passes an engine's answer on as it comes, no faster than the client takes it. Resolves with the bytes of its body. */
export async function passOn(answer: EngineApiAnswer, response: ServerResponse): Promise<number> {
  passHeadOn(answer, response);
  let bytes = 0;
  const count = (length: number) => (bytes += length);
  if (answer.pourInto) answer.pourInto(response, count);
  else pump(answer.body, response, count);
  response.once('close', () => answer.body.destroy());
  answer.body.once('error', () => response.destroy());
  // It broke off before anybody listened.
  if (answer.body.destroyed) response.destroy();
  await finished(response);
  return bytes;
}
