import { Dockerignore } from '#domain';
import type { TarEntry } from './tar.js';

/** Where a build of a plan finds its files. */
export interface Placed {
  /** A folder, `.` for the root. */
  readonly context: string;
  /** From the folder, or with a `/` before it from the root. */
  readonly dockerfile: string;
}

type Matcher = Pick<Dockerignore, 'ignores'>;

const everything: Matcher = { ignores: () => false };

/** Whether a path may be a Dockerfile, or tells what one leaves out: so much is needed to plan. */
export function tellsOfBuilds({ path, file }: TarEntry): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return (
    file !== undefined &&
    !path.split('/').some((part) => part === '.git' || part === 'node_modules') &&
    (isDockerfile(name) || name.endsWith('.dockerignore'))
  );
}

function isDockerfile(name: string): boolean {
  return /^Dockerfile(?:\..+)?$|\.Dockerfile$/.test(name) && !name.endsWith('.dockerignore');
}

/**
 * Of all files those that some build gets, by the .dockerignore of its folder or of its Dockerfile's own, read as the API reads it; and those
 * that tell of builds.
 *
 * @throws DomainError `dockerignore-invalid`
 */
export async function neededFor(builds: readonly Placed[], entries: readonly TarEntry[]): Promise<readonly TarEntry[]> {
  const files = new Map(entries.map(({ path, file }) => [path, file]));
  const matchers = await matchersOf(builds, files);
  const dockerfiles = new Set(builds.map((build) => dockerfileOf(build)));
  return entries.filter(
    (entry) => tellsOfBuilds(entry) || dockerfiles.has(entry.path) || isWanted(entry.path, matchers),
  );
}

/** What each folder leaves out, by its path: one matcher for each text that counts there. */
async function matchersOf(builds: readonly Placed[], files: ReadonlyMap<string, File | undefined>) {
  const found = new Map<string, Map<string, Matcher>>();
  for (const build of builds) {
    const folder = folderOf(build);
    const common = folder === '' ? '.dockerignore' : `${folder}/.dockerignore`;
    const own = `${dockerfileOf(build)}.dockerignore`;
    const path = files.get(own) ? own : common;
    const matchers = found.get(folder) ?? new Map<string, Matcher>();
    found.set(folder, matchers);
    if (!matchers.has(path)) matchers.set(path, await matcherIn(files.get(path)));
  }
  return found;
}

async function matcherIn(file: File | undefined): Promise<Matcher> {
  return file ? new Dockerignore(await file.text()) : everything;
}

function isWanted(path: string, matchers: ReadonlyMap<string, ReadonlyMap<string, Matcher>>): boolean {
  const slashes = [...path.matchAll(/\//g)].map(({ index }) => index);
  return [0, ...slashes].some((end) => {
    const below = end === 0 ? path : path.slice(end + 1);
    return [...(matchers.get(path.slice(0, end))?.values() ?? [])].some((matcher) => !matcher.ignores(below));
  });
}

function folderOf({ context }: Placed): string {
  return context === '.' ? '' : context;
}

function dockerfileOf(build: Placed): string {
  if (build.dockerfile.startsWith('/')) return build.dockerfile.slice(1);
  const folder = folderOf(build);
  return folder === '' ? build.dockerfile : `${folder}/${build.dockerfile}`;
}
