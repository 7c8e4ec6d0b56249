import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** One answer on a connection. */
export interface RawAnswer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** Writes bytes (one a character) to a socket as they are, ends, and reads all that comes back until the connection is closed. */
export async function raw(socketPath: string, text: string): Promise<RawAnswer> {
  const socket = connect(socketPath);
  socket.write(text, 'latin1');
  const all = (await buffer(socket)).toString('latin1');
  const [head = '', ...body] = all.split('\r\n\r\n');
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0), head, body: body.join('\r\n\r\n') };
}

/** A request with a body of JSON, or whatever its text is, after which the connection is closed. */
export function request(
  line: string,
  body = '',
  headers: readonly string[] = ['Content-Type: application/json'],
): string {
  const length = body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body, 'latin1')}`];
  return [`${line} HTTP/1.1`, 'Host: docker', 'Connection: close', ...headers, ...length, '', body].join('\r\n');
}
