import { compilePattern, type Pattern } from './pattern.js';

/** What a .dockerignore leaves out of a build context. */
export class Dockerignore {
  readonly #patterns: readonly Pattern[];
  readonly #hasExceptions: boolean;

  /**
   * @param text that of the file
   * @param kept paths that the engine needs: they are sent whatever the patterns say
   * @throws DomainError `dockerignore-invalid` that names the pattern
   */
  constructor(text: string, kept: readonly string[] = []) {
    const patterns = linesOf(text).map(compilePattern);
    this.#hasExceptions = patterns.some(({ isException }) => isException);
    // As the CLI has it: an exception at the end for each that is left out itself, whatever becomes of its directory.
    const needed = kept.filter((path) => ignores(patterns, path, []));
    this.#patterns = [...patterns, ...needed.map((path) => compilePattern(`!${path}`))];
  }

  /** Whether a path of the context, with slashes and relative to its root, is left out. */
  ignores(path: string): boolean {
    return ignores(this.#patterns, path, parentsOf(path));
  }

  /** Whether all below a directory that is left out is left out with it: then nobody needs to look. */
  get isWhole(): boolean {
    return !this.#hasExceptions && this.#patterns.every(({ isException }) => !isException);
  }
}

/** The files of a context that the engine needs to build it. */
export function neededFiles(dockerfile = 'Dockerfile'): readonly string[] {
  return ['.dockerignore', dockerfile];
}

/** The last pattern that matches wins; one that matches a directory above matches what is below. */
function ignores(patterns: readonly Pattern[], path: string, parents: readonly string[]): boolean {
  let isIgnored = false;
  for (const pattern of patterns) {
    if (pattern.isException !== isIgnored) continue;
    if (pattern.matches(path) || parents.some((parent) => pattern.matches(parent))) isIgnored = !pattern.isException;
  }
  return isIgnored;
}

function parentsOf(path: string): readonly string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, at) => parts.slice(0, at + 1).join('/'));
}

function linesOf(text: string): readonly string[] {
  return text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
