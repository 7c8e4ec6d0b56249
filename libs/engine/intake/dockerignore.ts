import { Dockerignore } from '#domain';
import type { FilePool } from './file-pool.js';

/** What a context leaves out. */
export interface Ignored {
  readonly isIgnored: (path: string) => boolean;
  /** The text of its .dockerignore; absent when there is none. */
  readonly text?: string;
}

/**
 * What the context of a build leaves out: by the .dockerignore of its Dockerfile's own, where it has one, else by that of its folder.
 *
 * @param folder in the pool; '' is the root
 * @param dockerfile its path in the pool, when it is a file there
 */
export async function ignoredIn(pool: FilePool, folder: string, dockerfile?: string): Promise<Ignored> {
  const common = folder === '' ? '.dockerignore' : `${folder}/.dockerignore`;
  const own = dockerfile === undefined ? undefined : pool.file(`${dockerfile}.dockerignore`);
  const entry = own ?? pool.file(common);
  if (!entry) return { isIgnored: () => false };
  const text = await pool.textOf(entry);
  const matcher = new Dockerignore(text);
  return { isIgnored: (path) => matcher.ignores(path), text };
}
