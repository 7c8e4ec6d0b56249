import { posix } from 'node:path';
import { type AskedBuild, askedBuild, bakedBuilds, mostBuilds } from '#domain';
import { DomainError } from '#event-sourcing';
import type { AskedBake, BatchRequest, Discovery } from './batch-request.js';
import { discover } from './discover.js';
import { ignoredIn } from './dockerignore.js';
import type { FilePool } from './file-pool.js';

/** The builds that a batch asks for, and what is to be told of them. */
export interface AskedBuilds {
  readonly builds: readonly AskedBuild[];
  /** By the name of the build. */
  readonly warnings: ReadonlyMap<string, readonly string[]>;
}

/**
 * Brings together what a batch asks for: the builds that it lists, those of its bake file, and those that are found.
 *
 * @param shared the shared context; absent when there is none
 * @throws DomainError `batch-empty`, `batch-too-large`, `bake-missing` and what is wrong with a bake file
 */
export async function askedBuilds(request: BatchRequest, shared: FilePool | undefined): Promise<AskedBuilds> {
  const baked = request.bake ? bakedBuilds(await definitionOf(request.bake, shared)) : { builds: [], warnings: [] };
  const found = request.discover === false ? [] : await foundIn(request.discover, shared);
  const builds = [...request.builds, ...baked.builds, ...found].map((build) => withTag(build, request));
  if (builds.length === 0)
    throw new DomainError(
      'invalid',
      'batch-empty',
      'The batch has no builds. List them in "builds", name a bake file in "bake", or let them be found by "discover".',
    );
  if (builds.length > mostBuilds)
    throw new DomainError(
      'too-large',
      'batch-too-large',
      `The batch has ${builds.length} builds; the most are ${mostBuilds}. Send them in several batches.`,
    );
  return { builds, warnings: warningsOf(baked.warnings) };
}

function warningsOf(
  warnings: readonly { readonly build: string; readonly warning: string }[],
): ReadonlyMap<string, readonly string[]> {
  const grouped = Map.groupBy(warnings, ({ build }) => build);
  return new Map([...grouped].map(([build, all]) => [build, all.map(({ warning }) => warning)]));
}

async function definitionOf({ file, definition, targets, variables }: AskedBake, shared: FilePool | undefined) {
  if (definition !== undefined) return { definition, targets, variables };
  const entry = shared?.file(posix.normalize(file).replace(/^\/+/, ''));
  if (shared && entry && entry.size <= 4_194_304) return { definition: await shared.textOf(entry), targets, variables };
  const others = [...(shared?.entries.keys() ?? [])].filter((path) =>
    /(?:^|\/)[^/]*bake[^/]*\.(?:json|hcl)$/.test(path),
  );
  const remedy =
    others.length > 0
      ? `There is ${others.slice(0, 5).join(', ')}: name it in "bake.file".`
      : 'Send it in the context, or as "bake.definition".';
  throw new DomainError('invalid', 'bake-missing', `There is no bake file "${file}" of at most 4 MiB. ${remedy}`);
}

async function foundIn(asked: true | Discovery, shared: FilePool | undefined): Promise<readonly AskedBuild[]> {
  const discovery: Discovery = asked === true ? { folder: '', context: 'folder' } : asked;
  if (!shared)
    throw new DomainError(
      'invalid',
      'context-missing',
      'There is no shared context to find Dockerfiles in. Send it as the part "context", or name its URL in "context".',
    );
  const { isIgnored } = await ignoredIn(shared, '');
  return discover(shared, discovery, isIgnored).map((build) =>
    askedBuild.parse({ ...build, context: build.context || '.' }),
  );
}

/** A build that names no tag has one by the template. */
function withTag(build: AskedBuild, { tagTemplate, tag }: BatchRequest): AskedBuild {
  if (tagTemplate === undefined || build.tags.length > 0) return build;
  const name = build.name.toLowerCase();
  const values: Readonly<Record<string, string>> = { name, tag, folder: name.slice(name.lastIndexOf('/') + 1) };
  const written = tagTemplate.replace(/\{(name|tag|folder)\}/g, (_, key: string) => values[key] ?? '');
  const parsed = askedBuild.shape.tags.safeParse([written]);
  if (parsed.success) return { ...build, tags: parsed.data };
  throw new DomainError(
    'invalid',
    'args-invalid',
    `tagTemplate makes "${written}" of build "${build.name}", which is no name of an image. Give that build tags of its own.`,
  );
}
