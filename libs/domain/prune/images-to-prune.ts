import { buildOfReservation } from '../graph/image-reference.js';
import { type Choosing, isKept, isMeant } from './prune-filter.js';
import type { PruneItem } from './prune-plan.events.js';

/** An image as far as pruning goes by it. */
export interface PrunableImage {
  readonly id: string;
  readonly tags: readonly string[];
  readonly digests: readonly string[];
  /** The image that it was built on, where the host knows. */
  readonly parent?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly createdAt: string;
}

/** What a host has, as far as images are concerned. */
export interface ImagesOfHost {
  /** All, the steps of builds too. */
  readonly images: readonly PrunableImage[];
  /** The images that containers were made from, running or not. */
  readonly used: ReadonlySet<string>;
}

/** An image to be removed. */
export interface ChosenImage {
  readonly item: PruneItem;
  /** Only a step of builds: it goes with the images that were built on it. */
  readonly isStep: boolean;
}

/**
 * The images that are of no use, those that were built on others before these: the dangling ones, or all that no container
 * uses; and the steps of builds that lead to no other image. An image on which one is built that stays, stays too.
 */
export function imagesToPrune({ images, used }: ImagesOfHost, choosing: Choosing): readonly ChosenImage[] {
  const chosen = new Map<string, ChosenImage>();
  const childrenOf = Map.groupBy(images, ({ parent }) => parent);
  const isFree = ({ id }: PrunableImage) =>
    !used.has(id) && (childrenOf.get(id) ?? []).every((child) => chosen.has(child.id));
  for (let before = -1; before < chosen.size;) {
    before = chosen.size;
    for (const image of images) {
      if (chosen.has(image.id) || !isFree(image)) continue;
      const isStep = namesOf(image).length === 0 && childrenOf.has(image.id);
      if (isStep ? isKept(choosing.filter, image.labels) : !isWanted(image, choosing)) continue;
      chosen.set(image.id, { item: itemOf(image, isStep), isStep });
    }
  }
  return [...chosen.values()];
}

/** All names of an image: its tags, and its digests by repository. */
export function namesOf({ tags, digests }: Pick<PrunableImage, 'tags' | 'digests'>): readonly string[] {
  return [...tags, ...digests];
}

function isWanted(image: PrunableImage, choosing: Choosing): boolean {
  const { tags, labels, createdAt } = image;
  if (tags.some((tag) => choosing.unended.has(buildOfReservation(tag) ?? ''))) return false;
  const isDangling = tags.every((tag) => buildOfReservation(tag) !== undefined);
  return (choosing.filter.all || isDangling) && isMeant(choosing, { labels, since: createdAt });
}

function itemOf(image: PrunableImage, isStep: boolean): PruneItem {
  const { id, createdAt } = image;
  return {
    id,
    names: [...namesOf(image)],
    reason: isStep ? 'a step of builds that no image is left of' : reasonFor(image),
    createdAt,
  };
}

function reasonFor({ tags, digests }: PrunableImage): string {
  if (tags.length === 0 && digests.length === 0) return 'dangling: no name points at it and no container uses it';
  if (tags.length === 0) return 'dangling: it is known by its digest alone, and no container uses it';
  if (tags.every((tag) => buildOfReservation(tag) !== undefined))
    return 'dangling: a build that has ended reserved its name, and no container uses it';
  return 'no container uses it';
}
