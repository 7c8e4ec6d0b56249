import type { OnReadOpts, Socket } from 'node:net';
import type { EngineApiAnswer } from '#engine';
import { type AnswerHead, readerOf, readHead } from './answer-head.js';
import { BytesBody } from './bytes-body.js';
import { LentBuffers } from './lent-buffers.js';

/** A longer head is none of an engine. */
const longestHead = 262_144;
const headEnd = '\r\n\r\n';

/**
 * Asks for a body of gigabytes, on a connection of its own that is read into the same few buffers. Node's client would allocate and copy each chunk of
 * 32 KiB. Resolves when the head has come, and rejects when that breaks off.
 *
 * @param connect opens the connection
 * @param path with the version and the query, encoded
 */
export async function askForBytes(connect: (onread: OnReadOpts) => Socket, path: string): Promise<EngineApiAnswer> {
  const answered = Promise.withResolvers<EngineApiAnswer>();
  const lent = new LentBuffers(() => socket.resume());
  let head: Buffer = Buffer.alloc(0);
  let body: BytesBody | undefined;
  const readHeadOn = (bytes: Buffer) => {
    head = Buffer.concat([head, bytes]);
    const end = head.indexOf(headEnd);
    if (end < 0 && head.length > longestHead) throw new Error('the head of its answer has no end');
    if (end < 0) return;
    const told = readHead(head.subarray(0, end));
    body = new BytesBody(socket, readerOf(told), head.subarray(end + headEnd.length));
    answered.resolve(answerOf(told, body));
  };
  const take = (length: number) => {
    const { bytes, giveBack } = lent.lend(length);
    if (body) return body.receive(bytes, giveBack);
    readHeadOn(bytes);
    giveBack();
  };
  const callback = (length: number) => {
    try {
      take(length);
    } catch (error) {
      socket.destroy(error as Error);
    }
    return !lent.isShort && body?.isFull !== true;
  };
  const socket = connect({ buffer: () => lent.next, callback });
  socket.once('error', answered.reject);
  // Its other half would be kept open.
  socket.once('end', () => socket.destroy());
  socket.once('close', () => answered.reject(new Error('it closed the connection')));
  socket.resume();
  socket.write(`GET ${path} HTTP/1.1\r\nhost: docker\r\nconnection: close${headEnd}`);
  return answered.promise;
}

/** What is refused is short, and read as it is. */
function answerOf(head: AnswerHead, body: BytesBody): EngineApiAnswer {
  if (head.status >= 400) return { ...head, body };
  return { ...head, body, pourInto: (to, onBytes) => body.pourInto(to, onBytes) };
}
