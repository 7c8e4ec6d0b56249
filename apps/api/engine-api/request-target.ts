import { DomainError } from '#event-sourcing';

/** What the first line of a request asks for, decoded once. */
export interface RequestTarget {
  /** `1.41`; absent where the client names none. */
  readonly version?: string;
  /** Without a version, decoded. */
  readonly path: string;
  /** Each parameter with all its values, decoded. */
  readonly query: ReadonlyMap<string, readonly string[]>;
}

/**
 * Reads the target of a request strictly: what an engine would clean up, redirect or understand in another way is refused.
 *
 * @throws DomainError `request-invalid`
 */
export function readTarget(url: string): RequestTarget {
  const [rawPath = '', ...rest] = url.split('?');
  if (!rawPath.startsWith('/')) throw invalid('send a path that begins with "/", not a whole URL');
  if (url.includes('#')) throw invalid('leave out what comes after "#"');
  const { version, unversioned } = splitVersion(rawPath);
  const path = decode(unversioned);
  if (path.split('/').some((segment, index) => (index > 0 && segment === '') || segment === '.' || segment === '..'))
    throw invalid('the path has a part that is empty, "." or ".."');
  return { ...(version !== undefined && { version }), path, query: readQuery(rest.join('?')) };
}

function splitVersion(path: string): { readonly version?: string; readonly unversioned: string } {
  const [, version, unversioned] = /^\/v(\d+\.\d+)(\/.*)$/.exec(path) ?? [];
  if (version === undefined || unversioned === undefined) return { unversioned: path };
  if (!/^1\.(?:0|[1-9]\d*)$/.test(version)) throw invalid(`there is no API version ${version}`);
  return { version, unversioned };
}

function readQuery(text: string): ReadonlyMap<string, readonly string[]> {
  const query = new Map<string, readonly string[]>();
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    if (pair.includes(';')) throw invalid('write ";" in the query as "%3B"');
    const [name = '', ...value] = pair.replaceAll('+', ' ').split('=');
    const key = decode(name);
    query.set(key, [...(query.get(key) ?? []), decode(value.join('='))]);
  }
  return query;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid(`"${text.slice(0, 100)}" is not encoded well`);
  }
}

function invalid(problem: string): DomainError {
  return new DomainError('invalid', 'request-invalid', `The URL cannot be read: ${problem}.`);
}
