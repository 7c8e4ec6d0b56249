import { posix } from 'node:path';
import { DomainError } from '#event-sourcing';
import type { Discovery } from './batch-request.js';
import type { FilePool } from './file-pool.js';

/** Folders in which nobody looks for Dockerfiles of his own. */
const passedOver: ReadonlySet<string> = new Set(['.git', 'node_modules']);
const nothingToName = /[^\w.-]+/g;

/** What a Dockerfile that was found asks for. */
export interface Discovered {
  readonly name: string;
  /** Folder of its context, from the root. */
  readonly context: string;
  /** From the root, with a `/` before it. */
  readonly dockerfile: string;
}

/**
 * The builds of a directory that holds many Dockerfiles: `Dockerfile`, `*.Dockerfile` and `Dockerfile.*`. Each is named by its folder, and
 * by what its own name has beside "Dockerfile".
 *
 * @param isIgnored by the .dockerignore of the root
 * @throws DomainError `batch-empty` when there is none
 */
export function discover(
  pool: FilePool,
  { folder, context }: Discovery,
  isIgnored: (path: string) => boolean,
): readonly Discovered[] {
  const root = folder === '' ? '' : `${folder}/`;
  const found = [...pool.entries.keys()]
    .filter((path) => path.startsWith(root) && variantOf(path) !== undefined && pool.file(path) !== undefined)
    .filter((path) => !path.split('/').some((part) => passedOver.has(part)))
    // As everywhere, the Dockerfile of the very folder that is built counts whatever .dockerignore says.
    .filter((path) => !path.includes('/') || !isIgnored(path))
    .toSorted();
  if (found.length === 0)
    throw new DomainError(
      'invalid',
      'batch-empty',
      `${pool.what} has no Dockerfile, *.Dockerfile or Dockerfile.* that .dockerignore lets in. Add one, or list the builds.`,
    );
  return found.map((path) => ({
    name: nameOf(path, folder),
    context: context === 'root' ? folder : withoutDot(posix.dirname(path)),
    dockerfile: `/${path}`,
  }));
}

/** What a Dockerfile's name has beside "Dockerfile"; undefined for what is none. */
function variantOf(path: string): string | undefined {
  const name = posix.basename(path);
  if (name === 'Dockerfile') return '';
  if (name.endsWith('.dockerignore')) return undefined;
  return /^Dockerfile\.(.+)$/.exec(name)?.[1] ?? /^(.+)\.Dockerfile$/.exec(name)?.[1];
}

function nameOf(path: string, root: string): string {
  const folder = withoutDot(posix.relative(root, posix.dirname(path)));
  const variant = variantOf(path) ?? '';
  const name = [folder === '' && variant === '' ? posix.basename(root) || 'root' : folder, variant]
    .filter((part) => part !== '')
    .join('.');
  return name
    .split('/')
    .map((part) => part.replace(nothingToName, '-').replace(/^[^a-zA-Z0-9_]+/, ''))
    .filter((part) => part !== '')
    .join('/');
}

function withoutDot(path: string): string {
  return path === '.' ? '' : path;
}
