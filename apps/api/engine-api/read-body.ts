import type { IncomingMessage } from 'node:http';
import { type CallArgs, isMessage, readFields } from '#domain';
import { DomainError } from '#event-sourcing';
import type { Route } from './route.js';
import { readJson } from './strict-json.js';

const longestJson = 16_777_216;

/**
 * Reads the JSON that comes with a request, by its route. What an engine would ignore is refused.
 *
 * @throws DomainError `field-unknown`, `args-invalid`, `json-invalid`, `body-too-large`, `content-type-unknown`
 */
export async function readBody(route: Route, request: IncomingMessage): Promise<CallArgs['body']> {
  const text = (await readText(request)).trim();
  if (route.body === undefined) {
    if (text === '' || text === 'null' || repeatsQuery(route, readJson(text))) return undefined;
    throw new DomainError('invalid', 'args-invalid', `body: ${route.call} takes none; leave it out.`);
  }
  if (text === '' || text === 'null') return {};
  if (!/^application\/json\s*(?:;|$)/i.test(request.headers['content-type'] ?? ''))
    throw new DomainError('invalid', 'content-type-unknown', 'Send the body as "Content-Type: application/json".');
  return readFields(route.body, readJson(text)) as CallArgs['body'];
}

/** Some clients (dockerode) send the query as JSON too, which no engine reads. */
function repeatsQuery({ query = {} }: Route, value: unknown): boolean {
  return isMessage(value) && Object.keys(value).every((name) => Object.hasOwn(query, name));
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += (chunk as Buffer).length;
    if (length > longestJson)
      throw new DomainError('too-large', 'body-too-large', 'The JSON is larger than 16 MiB. No command is.');
    chunks.push(chunk as Buffer);
  }
  const bytes = Buffer.concat(chunks);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new DomainError('invalid', 'json-invalid', 'The JSON cannot be read: it is not UTF-8.');
  }
}
