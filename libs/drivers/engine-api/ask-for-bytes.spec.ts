import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readHead, readerOf } from './answer-head.js';
import { askForBytes } from './ask-for-bytes.js';
import { ChunkedBody } from './body-reader.js';

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

/** What is asked of an engine that does as `answer` does. */
async function asked(answer: (socket: Socket) => void) {
  const folder = await mkdtemp('/tmp/longshore-bytes-');
  const path = join(folder, 'engine.sock');
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => answer(socket));
  }).listen(path);
  await once(server, 'listening');
  cleanUps.push(
    () => server.close(),
    () => rm(folder, { recursive: true }),
  );
  return askForBytes((onread) => connect({ path, allowHalfOpen: true, onread }), '/v1.41/images/get');
}

const chunked = 'HTTP/1.1 200 OK\r\nContent-Type: application/x-tar\r\nTransfer-Encoding: chunked\r\n\r\n';

describe('an answer of bytes', () => {
  it('is read in chunks', async () => {
    const answer = await asked((socket) => socket.write(`${chunked}5\r\nhello\r\nA\r\n, 10 bytes\r\n0\r\n\r\n`));
    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/x-tar' } });
    expect((await buffer(answer.body)).toString()).toBe('hello, 10 bytes');
  });

  it('is read by its length', async () => {
    const answer = await asked((socket) =>
      socket.write('HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\n'),
    );
    expect(answer.status).toBe(404);
    expect((await buffer(answer.body)).toString()).toBe('{}');
  });

  it('ends with its connection where it tells no length', async () => {
    const answer = await asked((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nall of it'));
    expect((await buffer(answer.body)).toString()).toBe('all of it');
  });

  it('fails where it breaks off', async () => {
    const answer = await asked((socket) => socket.end(`${chunked}5\r\nhello\r\n`));
    await expect(buffer(answer.body)).rejects.toThrow('it broke off its answer');
  });

  it('fails where its chunks are none', async () => {
    const answer = await asked((socket) => socket.write(`${chunked}5;x=y\r\nhello\r\n`));
    await expect(buffer(answer.body)).rejects.toThrow('none of HTTP');
  });

  it('is none when the connection ends before its head does', async () => {
    await expect(asked((socket) => socket.end('HTTP/1.1 200'))).rejects.toThrow('it closed the connection');
  });
});

describe('an answer of bytes that is poured', () => {
  /** 8 MB in chunks of odd sizes, which no buffer holds at once. */
  const chunks = Array.from({ length: 400 }, (_, index) => Buffer.alloc(index % 3 === 0 ? 1 : 30_000, index));
  const sent = (socket: Socket) => {
    socket.write(chunked);
    for (const chunk of chunks)
      socket.write(Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')]));
  };

  it('is the same, though its buffers are used again before a slow reader has all', async () => {
    const { pourInto } = await asked((socket) => (sent(socket), socket.write('0\r\n\r\n')));
    const slow = new PassThrough({ highWaterMark: 1 });
    let count = 0;
    pourInto?.(slow, (length) => (count += length));
    const read: Buffer[] = [];
    for await (const piece of slow) read.push(Buffer.from(piece as Buffer));
    expect(Buffer.concat(read).equals(Buffer.concat(chunks))).toBe(true);
    expect(count).toBe(Buffer.concat(chunks).length);
  });

  it('does not end where it breaks off', async () => {
    const { body, pourInto } = await asked((socket) => (sent(socket), socket.end()));
    const to = new PassThrough();
    pourInto?.(to.resume(), () => undefined);
    const [error] = (await once(body, 'error')) as [Error];
    expect(error.message).toBe('it broke off its answer');
    expect(to.writableEnded).toBe(false);
  });
});

describe('chunks', () => {
  const text = '1\r\na\r\n0000000c\r\nbcdefghijklm\r\n0\r\n\r\n';

  it('may be cut anywhere', () => {
    for (let cut = 0; cut <= text.length; cut++) {
      const body = new ChunkedBody();
      const pieces = [text.slice(0, cut), text.slice(cut)].flatMap((part) => body.take(Buffer.from(part)));
      expect(Buffer.concat(pieces).toString()).toBe('abcdefghijklm');
      expect(body.isComplete).toBe(true);
    }
  });

  it.each([
    '\r\n',
    '-1\r\na\r\n',
    '0x1\r\na\r\n',
    '1 \r\na\r\n',
    '1\na\n',
    '1\r\nab',
    '1\r\na\n',
    '000000001\r\na',
    '0\r\nx: y\r\n',
  ])('are refused where they are not plain: %j', (part) => {
    expect(() => new ChunkedBody().take(Buffer.from(part))).toThrow('none of HTTP');
  });

  it('are whatever the bytes are: read to the same end, or refused', () => {
    let seed = 1;
    const next = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
    for (let round = 0; round < 300; round++) {
      const bytes = Buffer.from(text);
      for (let count = next(3); count >= 0; count--) bytes[next(bytes.length)] = next(256);
      expect(outcome([bytes])).toEqual(outcome([...bytes].map((byte) => Buffer.from([byte]))));
    }
  });
});

function outcome(parts: readonly Buffer[]): string {
  const body = new ChunkedBody();
  try {
    const pieces = parts.flatMap((part) => body.take(part));
    return `${body.isComplete} ${Buffer.concat(pieces).toString('hex')}`;
  } catch {
    return 'refused';
  }
}

describe('a head', () => {
  it.each([
    'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ntransfer-encoding: chunked',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: gzip',
    'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2',
    'HTTP/1.1 200 OK\r\ncontent-length: +1',
  ])('that tells no plain length is refused: %j', (head) => {
    expect(() => readerOf(readHead(Buffer.from(head)))).toThrow('its answer');
  });

  it.each(['HTTP/2 200', 'HTTP/1.1 100 Continue', 'HTTP/1.1 200 OK\r\n folded: 1', 'HTTP/1.1 200 OK\r\na b: 1'])(
    'that is none of HTTP is refused: %j',
    (head) => {
      expect(() => readHead(Buffer.from(head))).toThrow('none of HTTP');
    },
  );
});
