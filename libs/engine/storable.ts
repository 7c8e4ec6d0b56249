import { DomainError } from '#event-sourcing';

/**
 * Makes sure that the log can hold every text in a value, however deep: Postgres knows no NUL, and half of a surrogate pair is no
 * character.
 *
 * @throws DomainError `args-invalid` that names the place
 */
export function assertStorable(value: unknown, place: string): void {
  const fault = faultIn(value, []);
  if (!fault) return;
  const where = [place, ...fault.path].filter((part) => part !== '').join('.');
  throw new DomainError(
    'invalid',
    'args-invalid',
    `${storable(where).slice(0, 300)}: it has ${fault.what}, which cannot be recorded. Send the text without it.`,
  );
}

/** Text as the log can hold it: what it cannot is shown by a replacement character. */
export function storable(text: string): string {
  return text.slice(0, 2_000).toWellFormed().replaceAll('\0', '\uFFFD');
}

interface Fault {
  readonly path: readonly string[];
  readonly what: string;
}

function faultIn(value: unknown, path: readonly string[]): Fault | undefined {
  if (typeof value === 'string') return faultOf(value, path);
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, item] of Object.entries(value)) {
    const within = [...path, key];
    const fault = faultOf(key, within) ?? faultIn(item, within);
    if (fault) return fault;
  }
  return undefined;
}

function faultOf(text: string, path: readonly string[]): Fault | undefined {
  if (text.includes('\0')) return { path, what: 'a NUL character' };
  return text.isWellFormed() ? undefined : { path, what: 'half of a surrogate pair' };
}
