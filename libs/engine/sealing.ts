import { DomainError } from '#event-sourcing';
import { maskText } from './secret-mask.js';
import type { Submission } from './submission.js';

/** Shorter secrets cannot be kept out of output without destroying it. */
const shortestSecret = 4;

/** Where secrets may stand in a command. */
interface Concealing {
  readonly args: object;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The values in `env` and in the build arguments whose names are marked secret, and the password for a registry.
 * @throws DomainError `secret-unknown` or `secret-too-short`
 */
export function secretsIn(command: Concealing, names: readonly string[]): readonly string[] {
  const named = names.map((name) => {
    const value = namedIn(command, name);
    if (value !== undefined) return value;
    throw new DomainError(
      'invalid',
      'secret-unknown',
      `"${name}" is marked secret, but neither env nor the build arguments have it. Send its value too, or leave it out.`,
    );
  });
  const password = passwordIn(command);
  const secrets = [...new Set(password === undefined ? named : [...named, password])];
  if (secrets.some((secret) => Buffer.byteLength(secret) < shortestSecret)) {
    throw new DomainError(
      'invalid',
      'secret-too-short',
      `A secret has at least ${shortestSecret} bytes; a shorter one could not be kept out of the output. Choose a longer one.`,
    );
  }
  return secrets;
}

/** What was thrown about a command, without its secrets: it may not even have been checked. */
export function maskSecrets(error: unknown, { args, env = {}, secretNames = [] }: Submission): unknown {
  if (!(error instanceof DomainError)) return error;
  const command = { args: typeof args === 'object' && args !== null ? args : {}, env };
  const secrets = [...secretNames.map((name) => namedIn(command, name)), passwordIn(command)].filter(
    (secret) => secret !== undefined && secret !== '',
  );
  const message = maskText(error.message, secrets as string[]);
  return message === error.message ? error : new DomainError(error.kind, error.code, message);
}

function namedIn({ args, env }: Concealing, name: string): string | undefined {
  return textAt(env, name) ?? textAt('args' in args ? args.args : undefined, name);
}

function passwordIn({ args }: Concealing): string | undefined {
  return textAt('credentials' in args ? args.credentials : undefined, 'password');
}

function textAt(record: unknown, name: string): string | undefined {
  if (typeof record !== 'object' || record === null || !Object.hasOwn(record, name)) return undefined;
  const value = (record as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'string' ? value : undefined;
}

/** Replaces secrets by what stands for them (or the other way round) in every string, however deep. Longest first, and each place once. */
export function replaceIn<Value>(value: Value, replacements: ReadonlyMap<string, string>): Value {
  if (replacements.size === 0) return value;
  const longestFirst = [...replacements.keys()].toSorted((a, b) => b.length - a.length);
  const anyOf = new RegExp(longestFirst.map((text) => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|'), 'g');
  return replaceDeep(value, (text) => text.replace(anyOf, (found) => replacements.get(found) ?? found)) as Value;
}

function replaceDeep(value: unknown, replace: (text: string) => string): unknown {
  if (typeof value === 'string') return replace(value);
  if (Array.isArray(value)) return value.map((item) => replaceDeep(item, replace));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [replace(key), replaceDeep(item, replace)]));
}
