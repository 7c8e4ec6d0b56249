import { DomainError } from '#event-sourcing';

/** Shorter secrets cannot be kept out of output without destroying it. */
const shortestSecret = 4;

/**
 * The values in `env` and in the build arguments whose names are marked secret, and the password for a registry.
 * @throws DomainError `secret-unknown` or `secret-too-short`
 */
export function secretsIn(
  command: { readonly args: object; readonly env: Readonly<Record<string, string>> },
  names: readonly string[],
): readonly string[] {
  const buildArgs = 'args' in command.args ? (command.args.args as Record<string, string>) : {};
  const named = names.map((name) => {
    const value = command.env[name] ?? buildArgs[name];
    if (value === undefined) {
      throw new DomainError('invalid', 'secret-unknown', `"${name}" is marked secret, but neither env nor the build arguments have it.`);
    }
    return value;
  });
  const credentials = 'credentials' in command.args ? (command.args.credentials as { password: string } | undefined) : undefined;
  const secrets = [...new Set(credentials ? [...named, credentials.password] : named)];
  if (secrets.some((secret) => Buffer.byteLength(secret) < shortestSecret)) {
    throw new DomainError('invalid', 'secret-too-short', `A secret has at least ${shortestSecret} bytes; a shorter one could not be kept out of the output.`);
  }
  return secrets;
}

/** Replaces secrets by what stands for them (or the other way round) in every string, however deep. Longest first. */
export function replaceIn<Value>(value: Value, replacements: ReadonlyMap<string, string>): Value {
  if (replacements.size === 0) return value;
  const ordered = [...replacements].toSorted(([a], [b]) => b.length - a.length);
  return replaceDeep(value, ordered) as Value;
}

function replaceDeep(value: unknown, replacements: readonly (readonly [string, string])[]): unknown {
  if (typeof value === 'string') return replacements.reduce((text, [from, to]) => text.replaceAll(from, to), value);
  if (Array.isArray(value)) return value.map((item) => replaceDeep(item, replacements));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [String(replaceDeep(key, replacements)), replaceDeep(item, replacements)]),
  );
}
