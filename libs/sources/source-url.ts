import { sharedPath } from '#domain';
import { DomainError } from '#event-sourcing';

/** What a URL of a context names. */
export type Source =
  | { readonly kind: 'tar'; readonly url: URL }
  | { readonly kind: 'git'; readonly url: URL; readonly ref: string; readonly folder: string };

const defaultPorts: Readonly<Record<string, number>> = { 'git:': 9_418, 'http:': 80, 'https:': 443 };

/**
 * Reads the URL of a context, as `docker build` knows them.
 *
 * @throws DomainError `source-invalid`
 */
export function readSource(text: string): Source {
  const url = parse(text.startsWith('github.com/') ? `https://${text}` : text);
  if (text.startsWith('github.com/') && !url.pathname.endsWith('.git')) url.pathname += '.git';
  if (url.username !== '' || url.password !== '')
    throw invalid(
      'A URL with a user or password in it is not fetched: both would be recorded. Use one that needs neither.',
    );
  const fragment = decodeURIComponent(url.hash.slice(1));
  url.hash = '';
  if (url.protocol !== 'git:' && !url.pathname.endsWith('.git')) return { kind: 'tar', url };
  const [ref = '', ...folders] = fragment.split(':');
  const folder = sharedPath('', folders.join(':'));
  if (folder === undefined) throw invalid(`The folder behind # of ${shown(url)} leads out of the repository.`);
  if (ref !== '' && (!/^[A-Za-z0-9_][\w./+-]*$/.test(ref) || ref.includes('..')))
    throw invalid(`"${ref}" is no branch, tag or commit. Write ${shown(url)}#<ref>:<folder>.`);
  return { kind: 'git', url, ref: ref === '' ? 'HEAD' : ref, folder };
}

/** The host of a URL as the net knows it, and its port. */
export function placeOf(url: URL): { readonly host: string; readonly port: number; readonly isDefaultPort: boolean } {
  const standard = defaultPorts[url.protocol] ?? 0;
  const port = url.port === '' ? standard : Number(url.port);
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port, isDefaultPort: port === standard };
}

/** A URL as messages show it: without its query, where a token may be. */
export function shown(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`;
}

function parse(text: string): URL {
  const url = URL.parse(text);
  if (url && Object.hasOwn(defaultPorts, url.protocol) && url.hostname !== '') return url;
  throw invalid(
    'A context is fetched by https://, or by http:// and git:// from hosts that are named with their port.',
  );
}

function invalid(message: string): DomainError {
  return new DomainError('invalid', 'source-invalid', message);
}
