import { type AskedBuild, buildArgs, type Footing } from '#domain';
import type { ContextCut } from './context-tar.js';
import type { Draft } from './batch-plan.js';
import { type Ignored, ignoredIn } from './dockerignore.js';
import { findDockerfile, type FoundDockerfile } from './find-dockerfile.js';
import type { Place } from './place-of.js';
import { type ReadBuild, readBuild } from './read-build.js';

/** The name that a Dockerfile from outside of its context has there. */
export const reservedDockerfile = '.longshore.Dockerfile';

/** A build with its Dockerfile read and its context told. */
export interface Prepared extends ReadBuild {
  readonly asked: AskedBuild;
  readonly cut: ContextCut;
  /** Of the Dockerfile, in the context. */
  readonly path: string;
  readonly text: string;
}

/** Finds, reads and checks the Dockerfile of a build. */
export async function prepare(asked: AskedBuild, place: Place): Promise<Prepared> {
  const { pool, folder } = place;
  const found = await findDockerfile(asked, pool, folder);
  const ignored = await ignoredIn(pool, folder, found.path);
  const read = readBuild(asked, found.text, found.shown, ignored.isIgnored);
  const path = found.inside ?? reservedDockerfile;
  return { ...read, asked, path, text: found.text, cut: cutOf(place, asked, found, ignored) };
}

/** The planned build, but for the bytes of its context. */
export function draftOf({ asked, cut, path, steps, warnings }: Prepared, footing: Footing, digest: string): Draft {
  const { name, secretArgs, groups, requires, push, seconds, context, dockerfile } = asked;
  return {
    name,
    args: { ...buildArgs.parse(pick(asked)), dockerfile: path },
    secretNames: [...secretArgs],
    dockerfileDigest: digest,
    needs: [...footing.needs],
    bases: [...footing.bases],
    steps,
    groups: [...groups],
    requires: { ...requires },
    push,
    ...(seconds !== undefined && { seconds }),
    warnings: [...warnings],
    cut,
    asked: { context, dockerfile },
  };
}

/** What of a build the job `build` takes. */
function pick(asked: AskedBuild): object {
  return Object.fromEntries(Object.entries(asked).filter(([key]) => Object.hasOwn(buildArgs.shape, key)));
}

/** Dockerfile and .dockerignore are sent whatever that leaves out, as the docker CLI does it. */
function cutOf({ pool, folder }: Place, { builder }: AskedBuild, found: FoundDockerfile, ignored: Ignored): ContextCut {
  const kept: ReadonlySet<string> = new Set(['.dockerignore', ...(found.inside === undefined ? [] : [found.inside])]);
  return {
    pool,
    folder,
    isIgnored: (path) => !kept.has(path) && ignored.isIgnored(path),
    key: JSON.stringify([folder, ignored.text ?? null, ignored.text === undefined ? null : found.inside]),
    added: found.inside === undefined ? added(found.text, builder, ignored) : new Map(),
  };
}

/** The classic builder takes the Dockerfile out of the context again when .dockerignore names it, so that no COPY finds it. */
function added(text: string, builder: AskedBuild['builder'], { text: own }: Ignored): ReadonlyMap<string, string> {
  const files = new Map([[reservedDockerfile, text]]);
  if (builder === 'classic')
    files.set('.dockerignore', `${own ?? '.dockerignore'}\n${reservedDockerfile}\n`);
  return files;
}
