import type { LogMessage, OutputStream } from '#engine';
import { readFrames } from '../connection/output-frames.js';

/** An engine writes the time before each message when it is asked to, and a space. */
const timed = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d) $/;
const longestTime = 40;
/** A longer line comes in parts of so many bytes, each a message with a time of its own. */
const partBytes = 16_384;
const newline = 10;
const space = 32;

/** The messages of a log with times, where the streams are told apart: each is a frame. */
export async function* messagesOfFrames(chunks: AsyncIterable<Buffer>): AsyncGenerator<LogMessage, void, void> {
  let pieces: Uint8Array[] = [];
  let at = '';
  for await (const { stream, bytes, isEnd } of readFrames(chunks)) {
    pieces.push(bytes);
    if (!isEnd) continue;
    const message = messageIn(stream, Buffer.concat(pieces), at);
    pieces = [];
    ({ at } = message);
    yield message;
  }
}

/** The same of a container with a terminal, whose log is one stream without frames: a message is a line, or so much of it as the engine takes at once. */
export async function* messagesOfTerminal(chunks: AsyncIterable<Buffer>): AsyncGenerator<LogMessage, void, void> {
  let rest = Buffer.alloc(0);
  let at = '';
  for await (const chunk of chunks) {
    rest = Buffer.concat([rest, chunk]);
    for (let length = lengthOf(rest); length !== undefined; length = lengthOf(rest)) {
      const message = messageIn('stdout', rest.subarray(0, length), at);
      rest = rest.subarray(length);
      ({ at } = message);
      yield message;
    }
  }
  if (rest.length > 0) yield messageIn('stdout', rest, at);
}

/** How long the first message is, when all of it is there. */
function lengthOf(bytes: Buffer): number | undefined {
  const whole = timeOf(bytes).length + partBytes;
  const end = bytes.indexOf(newline);
  if (end >= 0 && end < whole) return end + 1;
  return bytes.length >= whole ? whole : undefined;
}

function messageIn(stream: OutputStream, bytes: Buffer, before: string): LogMessage {
  const time = timeOf(bytes);
  return { stream, at: time.trimEnd() || before, bytes: bytes.subarray(time.length) };
}

/** The time that stands before a message, with its space; nothing where none does. */
function timeOf(bytes: Buffer): string {
  const end = bytes.subarray(0, longestTime).indexOf(space);
  const text = bytes.toString('latin1', 0, end + 1);
  return timed.test(text) ? text : '';
}
