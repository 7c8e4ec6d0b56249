import type { EngineApiAnswer } from '#engine';
import { type BodyReader, ChunkedBody, PlainBody } from './body-reader.js';

/** The head of an answer: what stands before its body. */
export type AnswerHead = Pick<EngineApiAnswer, 'headers' | 'status'>;

/** Reads a head, without the empty line after it. Strictly: it is no place for guesses. @throws Error that says what is wrong */
export function readHead(bytes: Buffer): AnswerHead {
  const [first = '', ...lines] = bytes.toString('latin1').split('\r\n');
  const status = /^HTTP\/1\.[01] (?<status>[2-5]\d\d)(?: |$)/.exec(first)?.groups?.['status'];
  if (status === undefined) throw new Error(`its answer is none of HTTP: ${first.slice(0, 100)}`);
  const headers: Record<string, string | string[]> = {};
  for (const line of lines) {
    const { name, value } = /^(?<name>[\w-]+):[ \t]*(?<value>[^\r\n]*?)[ \t]*$/.exec(line)?.groups ?? {};
    if (name === undefined || value === undefined) throw new Error(`its head is none of HTTP: ${line.slice(0, 100)}`);
    const earlier = headers[name.toLowerCase()];
    headers[name.toLowerCase()] = earlier === undefined ? value : [earlier, value].flat();
  }
  return { status: Number(status), headers };
}

/** How the body after a head is to be read. @throws Error when the head does not say it plainly */
export function readerOf({ status, headers }: AnswerHead): BodyReader {
  const { 'content-length': length, 'transfer-encoding': coding } = headers;
  if (status === 204 || status === 304) return new PlainBody(0);
  if (coding === 'chunked' && length === undefined) return new ChunkedBody();
  if (coding !== undefined) throw new Error('the length of its answer is told in two ways');
  if (length === undefined) return new PlainBody();
  if (typeof length !== 'string' || !/^\d{1,15}$/.test(length))
    throw new Error('the length of its answer is no number');
  return new PlainBody(Number(length));
}
