import { get as getPlain, type IncomingMessage } from 'node:http';
import { get as getSecure } from 'node:https';
import { isIPv6 } from 'node:net';
import { DomainError } from '#event-sourcing';
import type { Gate, Passed } from './gate.js';
import { shown } from './source-url.js';

const mostRedirects = 5;
/** A server that says nothing for so long is given up. */
const silentMs = 30_000;

/** An answer of 2xx, its body unread, and the URL that gave it in the end. */
export interface Answer {
  readonly url: URL;
  readonly body: IncomingMessage;
}

/**
 * Asks for a URL, and follows where it leads; each step has to pass the gate again.
 *
 * @throws DomainError `source-refused`, `source-invalid`, `source-unreachable`
 */
export async function ask(start: URL, gate: Gate, signal: AbortSignal): Promise<Answer> {
  let url = start;
  for (let redirects = 0; redirects <= mostRedirects; redirects++) {
    const body = await get(await gate.pass(url), signal);
    const { statusCode = 0, headers } = body;
    if (statusCode >= 200 && statusCode < 300) return { url, body };
    body.destroy();
    if (statusCode < 300 || statusCode >= 400 || headers.location === undefined)
      throw unreachable(url, `was answered with ${statusCode}`);
    const next = URL.parse(headers.location, url);
    if (!next || !/^https?:$/.test(next.protocol) || next.username !== '')
      throw new DomainError('invalid', 'source-invalid', `${shown(url)} leads to what is no http:// or https:// URL.`);
    url = next;
  }
  throw unreachable(start, `leads on more than ${mostRedirects} times`);
}

/** The body of an answer as it comes. */
export async function* bodyOf({ url, body }: Answer): AsyncIterable<Uint8Array> {
  try {
    yield* body as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw unreachable(url, `broke off (${wordsOf(error)})`, error);
  } finally {
    body.destroy();
  }
}

/** One request, to the very address that passed. */
function get({ url, address, port }: Passed, signal: AbortSignal): Promise<IncomingMessage> {
  const family = isIPv6(address) ? 6 : 4;
  const options = {
    agent: false,
    port,
    signal,
    timeout: silentMs,
    headers: { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'git/longshore' },
    lookup: (_host: string, { all }: { readonly all?: boolean }, done: Done) =>
      all ? done(null, [{ address, family }]) : done(null, address, family),
  };
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? getSecure : getPlain)(url, options, resolve);
    request.on('timeout', () => request.destroy(new Error(`it said nothing for ${silentMs / 1_000} seconds`)));
    request.on('error', (error) => reject(unreachable(url, `cannot be reached (${wordsOf(error)})`, error)));
  });
}

type Done = (error: null, address: string | { address: string; family: number }[], family?: number) => void;

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message || ('code' in error ? String(error.code) : error.name) : String(error);
}

function unreachable(url: URL, what: string, cause?: unknown): DomainError {
  return new DomainError(
    'unprocessable',
    'source-unreachable',
    `${shown(url)} ${what}. Check the URL, or send the context as a tar.`,
    { cause },
  );
}
