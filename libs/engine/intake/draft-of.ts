import { createHash } from 'node:crypto';
import { type AskedBuild, buildArgs, familiarReference, type Footing } from '#domain';
import { rewriteDockerfile } from '../batches/rewrite-dockerfile.js';
import type { ContextCut } from './context-tar.js';
import type { Draft } from './batch-plan.js';
import { type Ignored, ignoredIn } from './dockerignore.js';
import { findDockerfile, type FoundDockerfile } from './find-dockerfile.js';
import type { Place } from './place-of.js';
import { type ReadBuild, readBuild } from './read-build.js';

/** The name that a Dockerfile from outside of its context has there. */
const reservedDockerfile = '.longshore.Dockerfile';
const imageScheme = 'docker-image://';

/** A build with its Dockerfile read and its context told. */
export interface Prepared extends ReadBuild {
  readonly asked: AskedBuild;
  readonly place: Place;
  readonly found: FoundDockerfile;
  readonly ignored: Ignored;
}

/** Finds, reads and checks the Dockerfile of a build. */
export async function prepare(asked: AskedBuild, place: Place): Promise<Prepared> {
  const found = await findDockerfile(asked, place.pool, place.folder);
  const ignored = await ignoredIn(place.pool, place.folder, found.path);
  return { ...readBuild(asked, found, ignored.isIgnored), asked, place, found, ignored };
}

/** The planned build, but for the bytes of its context. */
export function draftOf(prepared: Prepared, footing: Footing): Draft {
  const { asked, steps, warnings } = prepared;
  const { name, secretArgs, groups, requires, push, seconds, context, dockerfile } = asked;
  const found = redirected(prepared, footing);
  return {
    name,
    args: buildArgs.parse({ ...jobArgsOf(asked), dockerfile: found.inside ?? reservedDockerfile }),
    secretNames: [...secretArgs],
    dockerfileDigest: digestOf(found.text),
    needs: [...footing.needs],
    bases: [...footing.bases],
    steps,
    groups: [...groups],
    requires: { ...requires },
    push,
    ...(seconds !== undefined && { seconds }),
    warnings: [...warnings],
    cut: cutOf(prepared, found),
    asked: { context, dockerfile },
  };
}

/** What of a build the job `build` takes. */
function jobArgsOf(asked: AskedBuild): object {
  return Object.fromEntries(Object.entries(asked).filter(([key]) => Object.hasOwn(buildArgs.shape, key)));
}

/** Where `contexts` gives a name another image, the Dockerfile names that; what other builds make, is known when they have made it. */
function redirected({ asked, found, uses }: Prepared, { needs }: Footing): FoundDockerfile {
  const made = new Set(needs.map(({ ref }) => ref));
  const meant = new Map(Object.entries(asked.contexts).map(([name, source]) => [familiarReference(name), source]));
  const images = uses.flatMap((ref) => {
    const source = made.has(ref) ? undefined : meant.get(familiarReference(ref));
    return source?.startsWith(imageScheme) ? [[ref, source.slice(imageScheme.length)] as const] : [];
  });
  if (images.length === 0) return found;
  const text = rewriteDockerfile(found.text, { images: Object.fromEntries(images), args: asked.args });
  return { shown: found.shown, text };
}

/** Dockerfile and .dockerignore are sent whatever that leaves out, as the docker CLI does it. */
function cutOf({ place, asked, ignored }: Prepared, { inside, text }: FoundDockerfile): ContextCut {
  const kept: ReadonlySet<string> = new Set(['.dockerignore', ...(inside === undefined ? [] : [inside])]);
  const added = inside === undefined ? addedFiles(text, asked.builder, ignored) : new Map<string, string>();
  const keptAnyway = inside !== undefined && ignored.isIgnored(inside) ? inside : '';
  return {
    ...place,
    isIgnored: (path) => !kept.has(path) && ignored.isIgnored(path),
    key: digestOf(JSON.stringify([place.folder, ignored.text ?? '', keptAnyway, [...added]])),
    added,
  };
}

/** The classic builder takes the Dockerfile out of the context again when .dockerignore names it, so that no COPY finds it. */
function addedFiles(text: string, builder: AskedBuild['builder'], ignored: Ignored): ReadonlyMap<string, string> {
  const files = new Map([[reservedDockerfile, text]]);
  if (builder === 'classic') files.set('.dockerignore', `${ignored.text ?? '.dockerignore'}\n${reservedDockerfile}\n`);
  return files;
}

function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
