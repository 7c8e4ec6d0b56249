import type { IncomingMessage } from 'node:http';
import type { Message } from '#domain';
import { DomainError } from '#event-sourcing';
import { readJson } from './strict-json.js';

/** Who the client is to registries, as `X-Registry-Auth` or `X-Registry-Config` say it in base64; undefined when they say nothing. */
export function registryAuthOf({ headers }: IncomingMessage): Message | undefined {
  const value = headers['x-registry-auth'] ?? headers['x-registry-config'];
  if (typeof value !== 'string' || value === '') return undefined;
  const text = Buffer.from(value, 'base64').toString();
  if (text === '') return undefined;
  const auth = readJson(text);
  if (auth === null) return undefined;
  if (typeof auth === 'object' && !Array.isArray(auth))
    return Object.keys(auth).length > 0 ? (auth as Message) : undefined;
  throw new DomainError('invalid', 'args-invalid', 'X-Registry-Auth: an object is wanted. Log in again.');
}

const secretFields: ReadonlySet<string> = new Set(['auth', 'identitytoken', 'password', 'registrytoken']);

/** The values in credentials that may stand nowhere, however deep. */
export function secretsOf(auth: Message | undefined): readonly string[] {
  return Object.entries(auth ?? {}).flatMap(([name, value]) => {
    if (typeof value === 'object' && value !== null) return secretsOf(value as Message);
    return typeof value === 'string' && value !== '' && secretFields.has(name.toLowerCase()) ? [value] : [];
  });
}
