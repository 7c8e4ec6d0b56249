import { setTimeout as wait } from 'node:timers/promises';
import { Complaint } from '../complaint.mjs';
import { reachRest } from '../rest.mjs';

const againMs = 1_000;

/** An event of the log, as REST tells it. @typedef {{ type: string, subject: string, data: any, time: string, position: number }} LogEvent */

/**
 * What happens to a batch until it has ended: events of the log and, as `progress`, how far it is. A connection that is lost is made again, and goes on behind the
 * last event.
 *
 * @param {string} id
 * @param {{ lost: (reason: string) => void }} options
 * @returns {AsyncGenerator<{ event: LogEvent } | { progress: any }, void, void>}
 */
export async function* followBatch(id, { lost }) {
  let last = '';
  for (;;) {
    try {
      for await (const { id: position, event, data } of connected(`/v1/batches/${id}/events`, last)) {
        last = position || last;
        if (event === 'progress') yield { progress: data };
        else yield { event: data };
        if (event === 'JobExited' && data.subject === `job-${id}`) return;
      }
    } catch (error) {
      if (error instanceof Complaint) throw error;
      lost(error.cause?.code ?? error.message);
    }
    await wait(againMs);
  }
}

/** @param {string} path @param {string} last @returns {AsyncGenerator<{ id: string, event: string, data: any }, void, void>} */
async function* connected(path, last) {
  const headers = { accept: 'text/event-stream', ...(last && { 'last-event-id': last }) };
  const response = await reachRest(path, { headers });
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
  return { id: field('id'), event: field('event'), data: JSON.parse(field('data')) };
}
