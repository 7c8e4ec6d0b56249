import { DomainError } from '#event-sourcing';
import { familiarReference } from '../graph/image-reference.js';
import type { BuildNeed } from './batch-args.js';
import { assertNoCycle } from './build-levels.js';
import { didYouMean } from './nearest-name.js';

/** What the order of a batch is computed from. */
export interface GraphBuild {
  readonly name: string;
  readonly tags: readonly string[];
  /** What its FROM and `COPY --from` name, after substitution; no stages of its own. */
  readonly uses: readonly string[];
  /** Builds that it is declared to need. */
  readonly needs: readonly string[];
  /** What a name means instead of the image of that name: `target:<build>` or `docker-image://<reference>`. */
  readonly contexts?: Readonly<Record<string, string>>;
}

/** What one build stands on. */
export interface Footing {
  readonly needs: readonly BuildNeed[];
  /** References of base images that no other build of the batch makes. */
  readonly bases: readonly string[];
}

/**
 * What each build needs of the others, by name: what it is declared to need, and whose tag it builds on. A build that builds on its own
 * tag stands on the image that has the tag before. Refused are names that are unknown or taken twice, and cycles.
 */
export function footingsOf(builds: readonly GraphBuild[]): ReadonlyMap<string, Footing> {
  const names = namesOf(builds);
  const makers = makersOf(builds);
  const footings = new Map(builds.map((build) => [build.name, footingOf(build, names, makers)]));
  assertNoCycle(new Map([...footings].map(([name, { needs }]) => [name, needs.map((need) => need.build)])));
  return footings;
}

function namesOf(builds: readonly GraphBuild[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { name } of builds) {
    if (names.has(name))
      throw new DomainError('invalid', 'batch-build-twice', `Two builds are named "${name}"; give one another name.`);
    names.add(name);
  }
  return names;
}

/** Which build gives each tag, in the engine's own spelling. */
function makersOf(builds: readonly GraphBuild[]): ReadonlyMap<string, string> {
  const makers = new Map<string, string>();
  for (const { name, tags } of builds) {
    for (const tag of tags.map(familiarReference)) {
      const other = makers.get(tag);
      if (other !== undefined && other !== name)
        throw new DomainError(
          'invalid',
          'batch-tag-twice',
          `Both "${other}" and "${name}" give the tag ${tag}, and the later would take it from the other; give one another tag.`,
        );
      makers.set(tag, name);
    }
  }
  return makers;
}

function footingOf(build: GraphBuild, names: ReadonlySet<string>, makers: ReadonlyMap<string, string>): Footing {
  const known = (name: string): string => {
    if (names.has(name)) return name;
    throw new DomainError(
      'invalid',
      'batch-need-unknown',
      `"${build.name}" needs "${name}", and the batch has no build of that name.${didYouMean(name, names)}`,
    );
  };
  const contexts = Object.entries(build.contexts ?? {}).map(
    ([name, source]) => [familiarReference(name), source] as const,
  );
  const sources = new Map(contexts);
  const found = [...new Set(build.uses)].map((ref) => ({
    ref,
    ...makerOf(ref, sources.get(familiarReference(ref)), makers),
  }));
  const onBuilds = found.flatMap(({ ref, maker }): readonly BuildNeed[] =>
    maker === undefined || maker === build.name ? [] : [{ build: known(maker), because: 'base', ref }],
  );
  const declared = [...build.needs, ...contexts.flatMap(([, source]) => targetOf(source) ?? [])].map(known);
  const met = new Set(onBuilds.map((need) => need.build));
  return {
    needs: [
      ...onBuilds,
      ...[...new Set(declared)]
        .filter((name) => !met.has(name))
        .map((name) => ({ build: name, because: 'declared' as const })),
    ],
    bases: [
      ...new Set(found.flatMap(({ maker, image }) => (maker === undefined || maker === build.name ? [image] : []))),
    ],
  };
}

/** The build that makes the image which a reference means, and that image's own reference. */
function makerOf(
  ref: string,
  source: string | undefined,
  makers: ReadonlyMap<string, string>,
): { readonly maker?: string | undefined; readonly image: string } {
  if (source === undefined) return { maker: makers.get(familiarReference(ref)), image: ref };
  const image = source.replace(/^docker-image:\/\//, '');
  return { maker: targetOf(source) ?? makers.get(familiarReference(image)), image };
}

function targetOf(source: string): string | undefined {
  return source.startsWith('target:') ? source.slice('target:'.length) : undefined;
}
