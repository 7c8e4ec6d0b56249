import type { IncomingMessage } from 'node:http';
import type { WorkIo } from '#engine';
import { abortable } from './abortable.js';
import type { EngineConnection } from './engine-connection.js';
import { hostFailure } from './engine-errors.js';
import { type ProgressMessage, readProgress } from './progress-messages.js';

/** Writes what a message tells people. */
export type TellProgress = (message: ProgressMessage) => Promise<void>;

/**
 * Reads a progress stream to its end: its text to stdout (unless `tell` does otherwise), its error to stderr. Resolves with all that its `aux` parts said, merged.
 *
 * @throws DomainError `host-refused` when the stream holds an error
 */
export async function followProgress(
  engine: EngineConnection,
  response: IncomingMessage,
  io: WorkIo,
  tell: TellProgress = (message) => writeText(io, narrateTransfer(message)),
): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await abortable(io.signal, writeAll(readProgress(engine.bytes(response, io.signal)), io, tell));
  } finally {
    response.destroy();
  }
}

async function writeAll(
  messages: AsyncIterable<ProgressMessage>,
  io: WorkIo,
  tell: TellProgress,
): Promise<Readonly<Record<string, unknown>>> {
  const said: Record<string, unknown> = {};
  for await (const message of messages) {
    await tell(message);
    if (typeof message.aux === 'object') Object.assign(said, message.aux);
    if (message.errorDetail) {
      await io.output.write('stderr', Buffer.from(`${message.errorDetail.message}\n`));
      throw hostFailure(message.errorDetail.message);
    }
  }
  return said;
}

async function writeText({ output }: WorkIo, text: string): Promise<void> {
  if (text !== '') await output.write('stdout', Buffer.from(text));
}

/** What `docker pull` and `docker push` print where there is no terminal: changes of status, no progress bars. */
export function narrateTransfer(message: ProgressMessage): string {
  if (message.stream !== undefined) return message.stream;
  if (message.status === undefined || message.progressDetail?.current !== undefined) return '';
  return `${message.id === undefined ? '' : `${message.id}: `}${message.status}\n`;
}
