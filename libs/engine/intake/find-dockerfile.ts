import { type AskedBuild, sharedPath } from '#domain';
import { DomainError } from '#event-sourcing';
import type { FilePool } from './file-pool.js';

/** Bytes of a Dockerfile; a longer one is refused. */
const longestDockerfile = 1_048_576;

/** The Dockerfile of a build. */
export interface FoundDockerfile {
  readonly text: string;
  /** Its path in the pool; absent of one that came with the request. */
  readonly path?: string;
  /** Its path in the folder of the context, links followed; absent when it is outside of that, and has to be put in. */
  readonly inside?: string;
  /** How the build is told of it. */
  readonly shown: string;
}

/**
 * Finds a build's Dockerfile, also through symbolic links.
 *
 * @param folder of the build's context in the pool; '' is the root
 * @throws DomainError `dockerfile-missing` that tells what there is, `dockerfile-invalid`
 */
export async function findDockerfile(asked: AskedBuild, pool: FilePool, folder: string): Promise<FoundDockerfile> {
  if (asked.dockerfileInline !== undefined) return { text: asked.dockerfileInline, shown: 'the Dockerfile' };
  const path = sharedPath(folder, asked.dockerfile);
  const entry = path === undefined ? undefined : pool.file(path);
  if (path === undefined || !entry) throw missing(asked, pool, folder);
  if (entry.size > longestDockerfile)
    throw new DomainError(
      'invalid',
      'dockerfile-invalid',
      `Build "${asked.name}": ${path} is larger than 1 MiB. Move what it does into scripts of the context.`,
    );
  const text = await pool.textOf(entry);
  // Where a link leads out of the context, the host would not find the file.
  const inside = within(folder, path) === undefined ? undefined : within(folder, entry.name);
  return { text, path, shown: path, ...(inside !== undefined && { inside }) };
}

/** A path in the pool as a path in a folder of it. */
function within(folder: string, path: string): string | undefined {
  if (folder === '') return path;
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : undefined;
}

function missing({ name, dockerfile }: AskedBuild, pool: FilePool, folder: string): DomainError {
  const where = folder === '' ? pool.what : `"${folder}" of ${pool.what}`;
  const similar = [...pool.entries.keys()].filter((path) => /dockerfile/i.test(path) && !path.endsWith('ignore'));
  const near = similar.filter((path) => within(folder, path) !== undefined);
  const shown = (near.length > 0 ? near : similar).slice(0, 5).join(', ');
  const remedy =
    near.length > 0
      ? `There is ${shown}: name it with "dockerfile".`
      : shown !== ''
        ? `Elsewhere there is ${shown}: name it from the root, as "dockerfile": "/…".`
        : 'Add it, or give it as "dockerfileInline".';
  return new DomainError(
    'invalid',
    'dockerfile-missing',
    `Build "${name}" has no file "${dockerfile}" in ${where}. ${remedy}`,
  );
}
