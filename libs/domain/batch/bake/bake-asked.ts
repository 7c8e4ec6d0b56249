import { type AskedBuild, askedBuild, isRemoteContext, sharedPath } from '../asked-build.js';
import { bakeInvalid, bakeUnsupported } from './bake-errors.js';
import { ignoredOf, pushOf, refuseUnsupported } from './bake-outputs.js';
import type { BakeTarget } from './bake-target.js';

/** A target as a build, and what is not as it would be with buildx. */
export interface AskedTarget {
  readonly build: AskedBuild;
  readonly warnings: readonly string[];
}

/** @param target with all that it inherits */
export function askedOf(name: string, target: BakeTarget): AskedTarget {
  refuseUnsupported(name, target);
  const { push, warnings } = pushOf(name, target.output ?? []);
  const asked = {
    name,
    context: contextOf(name, target.context ?? '.'),
    ...dockerfileOf(name, target),
    tags: [...new Set((target.tags ?? []).filter((tag) => tag !== ''))],
    target: target.target === '' ? undefined : target.target,
    args: given(target.args),
    labels: given(target.labels),
    platform: platformOf(name, target.platforms ?? []),
    network: target.network === '' ? undefined : target.network,
    noCache: target['no-cache'] === true || (target['no-cache-filter'] ?? []).length > 0,
    pull: target.pull ?? false,
    contexts: contextsOf(name, target.contexts ?? {}),
    push,
  };
  const read = askedBuild.safeParse(asked);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw bakeInvalid(`target.${[name, ...(issue?.path ?? [])].join('.')}: ${issue?.message ?? ''}.`);
  }
  return { build: read.data, warnings: [...ignoredOf(target), ...warnings] };
}

/** `cwd://` is where buildx was called: the root of the shared context. */
function contextOf(name: string, context: string): string {
  if (isRemoteContext(context)) return context;
  if (context === '-') throw bakeUnsupported(`target.${name} takes its context from stdin, which a batch has not.`);
  if (context.startsWith('target:'))
    throw bakeUnsupported(
      `target.${name} has the files of another target as its context; name it in "contexts", and copy with COPY --from.`,
    );
  return withinShared(name, 'context', '', context) || '.';
}

function dockerfileOf(name: string, target: BakeTarget): Partial<Pick<AskedBuild, 'dockerfile' | 'dockerfileInline'>> {
  const { context = '.', dockerfile = '', 'dockerfile-inline': inline } = target;
  if (inline !== undefined && inline !== '') return { dockerfileInline: inline };
  if (dockerfile === '') return {};
  if (dockerfile === '-' || isRemoteContext(dockerfile))
    throw bakeUnsupported(`target.${name} takes its Dockerfile from stdin or a URL; put it into the shared context.`);
  if (isRemoteContext(context)) return { dockerfile };
  if (dockerfile.startsWith('cwd://')) return { dockerfile: `/${withinShared(name, 'dockerfile', '', dockerfile)}` };
  withinShared(name, 'dockerfile', context.replace(/^cwd:\/\//, ''), dockerfile);
  return { dockerfile };
}

function withinShared(name: string, attribute: string, folder: string, path: string): string {
  const local = path.replace(/^cwd:\/\//, '');
  const shared = local.startsWith('/') ? undefined : sharedPath(folder, local);
  if (shared === undefined)
    throw bakeInvalid(
      `target.${name}.${attribute} "${path}" is outside of the shared context; give a path from its root.`,
    );
  return shared;
}

function platformOf(name: string, platforms: readonly string[]): string | undefined {
  const [platform, ...others] = new Set(platforms.filter((one) => one !== ''));
  if (others.length > 0)
    throw bakeUnsupported(
      `target.${name} is for several platforms (${[platform, ...others].join(', ')}), and a Docker Engine builds for one at a time. Make a target of each, e.g. by a matrix.`,
    );
  return platform;
}

function contextsOf(name: string, contexts: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const named = Object.entries(contexts).filter(([, source]) => source !== '');
  for (const [context, source] of named) {
    if (!/^(?:target:|docker-image:\/\/)/.test(source))
      throw bakeUnsupported(
        `target.${name} has the named context "${context}" of files (${source}), which a Docker Engine's own builder does not know. Copy from the build context, or from another target.`,
      );
  }
  return Object.fromEntries(named);
}

/** Null is not given: the Dockerfile's own default holds. */
function given(values: Readonly<Record<string, string | null>> = {}): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).flatMap(([key, value]) => (value === null ? [] : [[key, value]])));
}
