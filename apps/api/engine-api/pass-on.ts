import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { EngineApiAnswer } from '#engine';
import { giveBackWhatPasses } from '#runtime';

/** To be told of the bytes that pass through this process. */
export const hasPassed = giveBackWhatPasses();

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
  answer.body.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    hasPassed(chunk.length);
  });
  await pipeline(answer.body, response);
  return bytes;
}
