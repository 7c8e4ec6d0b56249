import type { BatchPlan } from '../../api/batches.js';

/** How a folder is to be built. */
export interface FolderDraft {
  readonly name: string;
  readonly template: string;
  readonly context: 'folder' | 'root';
  readonly failure: 'keep-going' | 'fail-fast';
  readonly push: boolean;
}

type Builds = BatchPlan['builds'];

/** What is proposed for a folder: tags below its name. */
export function draftFor(folder: string): FolderDraft {
  const name = folder
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return {
    name: folder.slice(0, 200) || 'batch',
    template: `${name || 'local'}/{name}:latest`,
    context: 'folder',
    failure: 'keep-going',
    push: false,
  };
}

/** The part `batch` of the request; with a plan and what was left out of it, only what was chosen. */
export function requestOf(
  { name, template, context, failure, push }: FolderDraft,
  builds: Builds = [],
  left: ReadonlySet<string> = new Set(),
) {
  const wanted = builds.filter((build) => !left.has(build.name));
  return {
    name: name.trim() || 'batch',
    discover: { context },
    policies: { failure, push },
    ...(template.trim() !== '' && { tagTemplate: template.trim() }),
    ...(wanted.length < builds.length && { targets: wanted.map((build) => build.name) }),
  };
}

/** What was chosen, and what that needs. */
export function chosenBuilds(builds: Builds, left: ReadonlySet<string>): Builds {
  const byName = new Map(builds.map((build) => [build.name, build]));
  const chosen = new Set(builds.filter(({ name }) => !left.has(name)).map(({ name }) => name));
  for (const name of chosen) for (const { build } of byName.get(name)?.needs ?? []) chosen.add(build);
  return builds.filter(({ name }) => chosen.has(name));
}
