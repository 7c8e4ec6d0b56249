/** A layer of an image on a host. */
export interface SizedLayer {
  /** Tells it and all below it from others. */
  readonly chainId: string;
  /** Absent where the host cannot tell. */
  readonly size?: number;
}

/** What images hold on a host, and what would be free without some of them. */
export interface ImageBytes {
  /** What removing one of them alone would free, by image; undefined where that cannot be told. */
  readonly alone: ReadonlyMap<string, number | undefined>;
  /** What removing all of them would free, each layer counted once; as far as it can be told. */
  readonly together: number;
}

/** Layers are shared: what an image frees are those that no image has that stays. */
export function imageBytes(
  going: ReadonlyMap<string, readonly SizedLayer[]>,
  staying: Iterable<readonly SizedLayer[]>,
): ImageBytes {
  const kept = new Set([...staying].flat().map(({ chainId }) => chainId));
  const freed = [...going.values()].flat().filter(({ chainId }) => !kept.has(chainId));
  const holders = Map.groupBy(freed, ({ chainId }) => chainId);
  const isItsOwn = ({ chainId }: SizedLayer) => holders.get(chainId)?.length === 1;
  const alone = new Map([...going].map(([image, layers]) => [image, sumOf(layers.filter(isItsOwn))]));
  const together = [...holders.values()].reduce((sum, [layer]) => sum + (layer?.size ?? 0), 0);
  return { alone, together };
}

/** Undefined when one of them is not known. */
function sumOf(layers: readonly SizedLayer[]): number | undefined {
  return layers.reduce<number | undefined>(
    (sum, { size }) => (sum === undefined || size === undefined ? undefined : sum + size),
    0,
  );
}

/**
 * The images that have every layer of all: an image's layers are among those of each that was built on it.
 */
export function topsOf<Image extends { readonly id: string; readonly parent?: string }>(
  images: readonly Image[],
): readonly Image[] {
  const parents = new Set(images.map(({ parent }) => parent));
  return images.filter(({ id }) => !parents.has(id));
}
