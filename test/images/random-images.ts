import type { ContainerSnapshot, ImageSnapshot } from '#domain';
import type { StreamAppend } from '#event-sourcing';
import { containerOf, factOfContainer, factOfImage, imageOf, removalOf } from '#testing';
import fc from 'fast-check';
import { imageOfLayers } from './open-images.js';

/** What a host has: images and containers by their ids. */
export interface HostWorld {
  readonly images: ReadonlyMap<string, ImageSnapshot>;
  readonly containers: ReadonlyMap<string, ContainerSnapshot>;
}

/** Something that happens on a host: what is recorded of it, and what the host has after it. */
export interface Happening {
  readonly host: string;
  readonly appends: readonly StreamAppend[];
  readonly world: HostWorld;
}

interface Step {
  readonly host: string;
  readonly verb: 'build' | 'remove' | 'run' | 'tag' | 'untag';
  readonly which: number;
  readonly name: string;
}

/** The layers of each image that may be built; the second and the third are built on the one before them, step by step. */
export const layersOf: readonly (readonly string[])[] = [['a'], ['a', 'b'], ['a', 'b', 'c'], ['a', 'x'], []];
const parents: readonly (number | undefined)[] = [undefined, 0, 1, undefined, 0];

const step: fc.Arbitrary<Step> = fc.record({
  host: fc.constantFrom('here', 'there'),
  verb: fc.constantFrom('build', 'build', 'build', 'remove', 'run', 'tag', 'tag', 'untag'),
  which: fc.nat(layersOf.length - 1),
  name: fc.constantFrom('app:1', 'app:2', 'registry:5000/team/app:1'),
});

/** Random lives of images on two hosts; `run` tells one life's things from another's. */
export function imageLives(run: number): fc.Arbitrary<readonly Happening[]> {
  return fc.array(step, { minLength: 1, maxLength: 25 }).map((steps) => {
    const worlds = new Map<string, HostWorld>();
    return steps.flatMap((step) => {
      const host = `${step.host}-${run}`;
      const before = worlds.get(host) ?? { images: new Map(), containers: new Map() };
      const happening = happens({ ...step, host }, before);
      worlds.set(host, happening.world);
      return happening.appends.length > 0 ? [happening] : [];
    });
  });
}

function happens({ host, verb, which, name }: Step, before: HostWorld): Happening {
  const parent = parents[which];
  const { image: made, content } = imageOfLayers(`image ${which}`, layersOf[which] ?? [], {
    ...(parent !== undefined && { parent: imageOf(`image ${parent}`).id }),
  });
  const image = before.images.get(made.id);
  const nothing = { host, appends: [], world: before };
  switch (verb) {
    case 'build': {
      if (image) return nothing;
      const world = { ...before, images: new Map([...before.images, [made.id, made]]) };
      return { host, appends: [content, factOfImage('ImageCreated', made, { host })], world };
    }
    case 'remove': {
      if (!image) return nothing;
      const world = { ...before, images: new Map([...before.images].filter(([id]) => id !== made.id)) };
      return { host, appends: [removalOf('image', made, { host })], world };
    }
    case 'run': {
      const container = containerOf({ name: `c${which}`, id: `${host}${which}`.padEnd(64, '0'), image: made.id });
      if (!image || before.containers.has(container.id)) return nothing;
      const world = { ...before, containers: new Map([...before.containers, [container.id, container]]) };
      return { host, appends: [factOfContainer('ContainerCreated', container, { host })], world };
    }
    case 'tag':
      return image && !image.tags.includes(name) ? tagged(image, name, { host, before }) : nothing;
    case 'untag': {
      if (!image?.tags.includes(name)) return nothing;
      const after = { ...image, tags: image.tags.filter((tag) => tag !== name) };
      const world = { ...before, images: new Map([...before.images, [image.id, after]]) };
      return { host, appends: [factOfImage('ImageUntagged', after, { host, names: [name] })], world };
    }
  }
}

/** The name goes to the image, away from the one that had it. */
function tagged(
  image: ImageSnapshot,
  name: string,
  { host, before }: { readonly host: string; readonly before: HostWorld },
): Happening {
  const after = { ...image, tags: [...image.tags, name] };
  const losers = [...before.images.values()]
    .filter(({ tags }) => tags.includes(name))
    .map((loser) => ({ ...loser, tags: loser.tags.filter((tag) => tag !== name) }));
  const losses = losers.map((loser) => factOfImage('ImageUntagged', loser, { host, names: [name], movedTo: image.id }));
  const changed = [...losers, after].map((each) => [each.id, each] as const);
  return {
    host,
    appends: [...losses, factOfImage('ImageTagged', after, { host, names: [name] })],
    world: { ...before, images: new Map([...before.images, ...changed]) },
  };
}
