import type { IncomingMessage } from 'node:http';
import { DomainError } from '#event-sourcing';
import { readJson } from './strict-json.js';

/**
 * Who the client is to registries: the JSON that `X-Registry-Auth` or `X-Registry-Config` hold in base64, written anew; undefined when they
 * say nothing.
 *
 * @throws DomainError `json-invalid`, `args-invalid`
 */
export function registryAuthOf({ headers }: Pick<IncomingMessage, 'headers'>): string | undefined {
  const value = headers['x-registry-auth'] ?? headers['x-registry-config'];
  if (typeof value !== 'string' || value === '') return undefined;
  const text = Buffer.from(value, 'base64').toString();
  const auth = text === '' ? null : readJson(text);
  if (auth === null) return undefined;
  if (typeof auth === 'object' && !Array.isArray(auth))
    return Object.keys(auth).length > 0 ? JSON.stringify(auth) : undefined;
  throw new DomainError('invalid', 'args-invalid', 'X-Registry-Auth: an object is wanted. Log in again.');
}

const secretFields: ReadonlySet<string> = new Set(['auth', 'identitytoken', 'password', 'registrytoken']);
/** What is shorter could not be kept out of a text without destroying it. */
const shortest = 8;

/** What may stand nowhere: the credentials as a whole, and the secrets in them, which an engine may repeat as it works. */
export function secretsInAuth(auth: string | undefined): readonly string[] {
  return auth === undefined ? [] : [auth, ...secretsIn(JSON.parse(auth) as object)];
}

function secretsIn(auth: object): readonly string[] {
  return Object.entries(auth).flatMap(([name, value]) => {
    if (typeof value === 'object' && value !== null) return secretsIn(value as object);
    const isSecret = typeof value === 'string' && value.length >= shortest && secretFields.has(name.toLowerCase());
    return isSecret ? [value] : [];
  });
}
