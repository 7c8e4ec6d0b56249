import type { IncomingMessage } from 'node:http';
import type { WorkIo } from '#engine';
import { abortable } from './abortable.js';
import type { EngineConnection } from './engine-connection.js';
import { hostFailure } from './engine-errors.js';
import { type ProgressMessage, readProgress } from './progress-messages.js';

/** Turns a message into text for people. */
export type Narrate = (message: ProgressMessage) => Uint8Array | string;

/**
 * Reads a progress stream to its end: its text to stdout, its error to stderr. Resolves with all that its `aux` parts said, merged.
 *
 * @throws DomainError `host-refused` when the stream holds an error
 */
export async function followProgress(
  engine: EngineConnection,
  response: IncomingMessage,
  io: WorkIo,
  narrate: Narrate = narrateTransfer,
): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await abortable(io.signal, writeAll(readProgress(engine.bytes(response, io.signal)), io, narrate));
  } finally {
    response.destroy();
  }
}

async function writeAll(
  messages: AsyncIterable<ProgressMessage>,
  io: WorkIo,
  narrate: Narrate,
): Promise<Readonly<Record<string, unknown>>> {
  const said: Record<string, unknown> = {};
  for await (const message of messages) {
    const text = Buffer.from(narrate(message));
    if (text.length > 0) await io.output.write('stdout', text);
    if (typeof message.aux === 'object') Object.assign(said, message.aux);
    if (message.errorDetail) {
      await io.output.write('stderr', Buffer.from(`${message.errorDetail.message}\n`));
      throw hostFailure(message.errorDetail.message);
    }
  }
  return said;
}

/** What `docker pull` and `docker push` print where there is no terminal: changes of status, no progress bars. */
export function narrateTransfer(message: ProgressMessage): string {
  if (message.stream !== undefined) return message.stream;
  if (message.status === undefined || message.progressDetail?.current !== undefined) return '';
  return `${message.id === undefined ? '' : `${message.id}: `}${message.status}\n`;
}
