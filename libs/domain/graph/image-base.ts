import type { ImageDetail } from './image.events.js';

/** What an image is made of, as far as it tells of descent. */
type Making = Pick<ImageDetail, 'layers' | 'history'>;

/**
 * The image that another one was built on, of these candidates: the nearest one below it. Its layers are the lowest of the other's,
 * and where several end in the same layer, its history is the longest that the other's begins with. Undefined when none is below it.
 */
export function baseOf<Candidate extends Making>(
  image: Making,
  candidates: readonly Candidate[],
): Candidate | undefined {
  return candidates
    .filter((candidate) => isBelow(candidate, image))
    .toSorted((one, other) => other.layers.length - one.layers.length || other.history.length - one.history.length)[0];
}

/** A builder copies the history of the base, times included, and adds to it. */
function isBelow(base: Making, image: Making): boolean {
  const isLower = base.layers.every(({ chainId }, index) => chainId === image.layers[index]?.chainId);
  const isOlder = base.history.every(({ instruction, createdAt }, index) => {
    const same = image.history[index];
    return same?.instruction === instruction && same.createdAt === createdAt;
  });
  return isLower && isOlder && base.layers.length > 0 && base.history.length < image.history.length;
}
