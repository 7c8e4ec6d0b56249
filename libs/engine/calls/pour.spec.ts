import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough, Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { pour } from './pour.js';

/** Pieces of odd sizes, 10 MB in all, as they come out of chunks. */
function* pieces(): Iterable<Buffer> {
  for (let count = 0; count < 400; count++) yield Buffer.alloc(count % 3 === 0 ? 9_000 : 32_768, count);
}

const whole = Buffer.concat([...pieces()]);

it('copies all, and the end, through requests and answers whose marks are not those of their sockets', async () => {
  const server = createServer((from: IncomingMessage, to: ServerResponse) => {
    to.flushHeaders();
    pour(from, to);
  }).listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  // An agent passes it on to its sockets, though the types do not know it.
  const options = { port, method: 'POST', highWaterMark: 1_048_576 };
  const echo = request(options);
  pour(Readable.from(pieces()), echo);
  const [answer] = (await once(echo, 'response')) as [IncomingMessage];
  expect((await buffer(answer)).equals(whole)).toBe(true);
  server.close();
});

it('reads no more than a little ahead of who takes it', async () => {
  const to = new PassThrough();
  let read = 0;
  pour(Readable.from(pieces()), to, (length) => (read += length));
  for (let turn = 0; turn < 200; turn++) await setImmediate();
  expect(read).toBeGreaterThan(1_000_000);
  expect(read).toBeLessThan(1_200_000);
  expect((await buffer(to)).equals(whole)).toBe(true);
});

it('reads on when nobody takes it any more, so that who sends it comes to its end', async () => {
  const from = Readable.from(pieces());
  const to = new PassThrough();
  pour(from, to);
  await once(to, 'readable');
  to.destroy();
  await once(from, 'end');
});
