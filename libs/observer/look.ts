import type { EntityKind } from '#domain';
import type { HostWatch } from '#engine';
import type { HostMemory } from './memory.js';
import type { ImageSeen, Sighting } from './sighting.js';

/** When, and on whose behalf, one looks. */
export type Occasion = Pick<Sighting, 'at' | 'by' | 'count' | 'job' | 'isNew'>;

/** Where one looks, and what is known of it. */
export interface Ground {
  readonly watch: HostWatch;
  readonly memory: HostMemory;
}

/** Looks at one thing on a host, whatever it is now. Of an image that is new also at those it was built on. */
export async function lookAt(
  thing: { readonly kind: EntityKind; readonly id: string },
  occasion: Occasion,
  ground: Ground,
): Promise<readonly Sighting[]> {
  const { kind, id } = thing;
  const { watch } = ground;
  switch (kind) {
    case 'container': {
      const inspected = await watch.inspectContainer(id);
      if (inspected) return [{ ...occasion, kind, id: inspected.container.id, inspected }];
      return [{ ...occasion, kind, id, observation: { type: 'removed', at: occasion.at } }];
    }
    case 'image':
      return lookAtImage(id, occasion, ground);
    case 'network': {
      const now = await watch.inspectNetwork(id);
      return [{ ...occasion, kind, id, ...(now && { now }) }];
    }
    case 'volume': {
      const now = await watch.inspectVolume(id);
      return [{ ...occasion, kind, id, ...(now && { now }) }];
    }
  }
}

/** `ref`: an image's id, or for what was pulled its name. `above`: the image for whose sake one looks at a step below it. */
async function lookAtImage(
  ref: string,
  occasion: Occasion,
  ground: Ground,
  above?: ImageSeen,
): Promise<readonly Sighting[]> {
  const now = await ground.watch.inspectImage(ref);
  if (!now) return ref.startsWith('sha256:') ? [{ ...occasion, kind: 'image', id: ref }] : [];
  const isNew = now.parent !== undefined && !ground.memory.peek('image', now.parent);
  const below = isNew ? await lookAtImage(now.parent ?? '', occasion, ground, above ?? now) : [];
  const image = await imageSighting(now, occasion, ground);
  return [...below, { ...image, ...(above && { below: above }) } as Sighting];
}

/** An image and, unless it is known, its detail. */
export async function imageSighting(now: ImageSeen, occasion: Occasion, { watch, memory }: Ground): Promise<Sighting> {
  const detail = memory.peek('image', now.id) ? undefined : await watch.imageDetail(now.id);
  return { ...occasion, kind: 'image', id: now.id, now, ...(detail && { detail }) };
}
