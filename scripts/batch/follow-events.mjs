import { setTimeout as wait } from 'node:timers/promises';
import { Complaint } from '../complaint.mjs';
import { reachRest } from '../rest.mjs';

const againMs = 1_000;

/** An event of the log, as REST tells it. @typedef {{ type: string, data: any, time: string, position: number }} LogEvent */

/**
 * The events of one stream of the log, from its first one on and without end. A connection that is lost is made again, and goes on behind the last event.
 *
 * @param {string} stream
 * @param {number} after a position
 * @param {{ signal: AbortSignal, lost: (reason: string) => void }} options
 * @returns {AsyncGenerator<LogEvent, void, void>}
 */
export async function* followEvents(stream, after, { signal, lost }) {
  let position = after;
  while (!signal.aborted) {
    try {
      for await (const { id, data } of connected(
        `/v1/events?stream=${encodeURIComponent(stream)}&after=${position}`,
        signal,
      )) {
        position = Number(id);
        yield data;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof Complaint) throw error;
      lost(error.cause?.code ?? error.message);
    }
    await wait(againMs, undefined, { signal }).catch(() => undefined);
  }
}

/** @param {string} path @param {AbortSignal} signal @returns {AsyncGenerator<{ id: string, data: any }, void, void>} */
async function* connected(path, signal) {
  const response = await reachRest(path, { headers: { accept: 'text/event-stream' }, signal });
  if (response.status >= 400 && response.status < 500) throw new Complaint((await response.json()).detail);
  if (!response.ok || !response.body) throw new Error(`HTTP ${response.status}`);
  let text = '';
  for await (const part of response.body.pipeThrough(new TextDecoderStream())) {
    text += part;
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks.filter((one) => !one.startsWith(':'))) yield received(block);
  }
}

/** @param {string} block */
function received(block) {
  const field = (/** @type {string} */ name) =>
    block
      .split('\n')
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2) ?? '';
  return { id: field('id'), data: JSON.parse(field('data')) };
}
