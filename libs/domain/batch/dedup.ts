import { familiarReference } from '../graph/image-reference.js';
import type { PlannedBuild } from './batch-args.js';

/**
 * Two builds with the same key make the same image on a host, so that one serves both: same context, Dockerfile, arguments, labels, way of
 * building and base images. Names and tags play no part, which are given afterwards. Undefined for what is never equal to anything: without
 * the cache, or with newer base images, a build is meant to be carried out anew.
 *
 * A base that no build of the batch has made counts by its name, so it holds as long as no such name moves to another image.
 * @param made ids of the images that other builds have made for this one, by the references that mean them
 */
export function equalityKey(plan: PlannedBuild, made: Readonly<Record<string, string>>): string | undefined {
  const { tags: _, dockerfile, noCache, pull, builder, ...args } = plan.args;
  if (noCache || pull || plan.dockerfileDigest === undefined) return undefined;
  const ids = new Map(Object.entries(made).map(([ref, id]) => [familiarReference(ref), id]));
  const refs = [...plan.bases, ...plan.needs.flatMap(({ ref }) => ref ?? [])];
  return JSON.stringify([
    plan.context.digest,
    [dockerfile, plan.dockerfileDigest],
    builder,
    [...new Set(refs.map(familiarReference))].toSorted().map((ref) => [ref, ids.get(ref)]),
    // A value that is secret counts by its fingerprint, which is the same for the same value.
    plan.secretNames.toSorted(),
    Object.entries(args)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, inOrder(value)])
      .toSorted(byKey),
  ]);
}

/** The entries of an object by name: the order in which somebody wrote them means nothing. */
function inOrder(value: unknown): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.entries(value).toSorted(byKey)
    : value;
}

function byKey([one]: readonly unknown[], [other]: readonly unknown[]): number {
  return String(one) < String(other) ? -1 : 1;
}
