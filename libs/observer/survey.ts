import { DomainError } from '#event-sourcing';
import { type Ground, imageSighting, type Occasion } from './look.js';
import type { HostMemory } from './memory.js';
import type { ImageSeen, Sighting } from './sighting.js';

/** So many questions to an engine at once. */
const atOnce = 6;

/**
 * Lists and inspects all that is on a host, and what should be and is gone: networks before the containers on them, images before the
 * names that were moved from them.
 */
export async function survey(occasion: Occasion, ground: Ground): Promise<readonly Sighting[]> {
  const [networks, volumes, images, containers] = await Promise.all([
    surveyNetworks(occasion, ground),
    surveyVolumes(occasion, ground),
    surveyImages(occasion, ground),
    surveyContainers(occasion, ground),
  ]);
  return [...networks, ...volumes, ...images, ...containers];
}

async function surveyNetworks(occasion: Occasion, { watch, memory }: Ground): Promise<readonly Sighting[]> {
  const there = await watch.networks();
  const ids = new Set(there.map(({ id }) => id));
  const gone = memory.all('network').filter(([id]) => !ids.has(id));
  return [
    ...gone.map(([id]): Sighting => ({ ...occasion, kind: 'network', id })),
    ...there.map((now): Sighting => ({ ...occasion, kind: 'network', id: now.id, now })),
  ];
}

async function surveyVolumes(occasion: Occasion, { watch, memory }: Ground): Promise<readonly Sighting[]> {
  const there = await watch.volumes();
  const names = new Set(there.map(({ name }) => name));
  const gone = memory.all('volume').filter(([name]) => !names.has(name));
  return [
    ...gone.map(([id]): Sighting => ({ ...occasion, kind: 'volume', id })),
    ...there.map((now): Sighting => ({ ...occasion, kind: 'volume', id: now.name, now })),
  ];
}

async function surveyImages(occasion: Occasion, ground: Ground): Promise<readonly Sighting[]> {
  const { watch, memory } = ground;
  const ids = await watch.imageIds();
  const there = await lookAtEach(ids, (id) => watch.inspectImage(id));
  const isThere = new Set(ids);
  const gone = memory.all('image').filter(([id]) => !isThere.has(id));
  const seen = await inTurn(parentsFirst(there, memory), (image) => imageSighting(image, occasion, ground));
  return [...seen, ...gone.map(([id]): Sighting => ({ ...occasion, kind: 'image', id }))];
}

/** Those that have got a name come first: then it is known where those that have lost it lost it to. */
function parentsFirst(images: readonly ImageSeen[], memory: HostMemory): readonly ImageSeen[] {
  const hasGained = ({ id, tags }: ImageSeen) => tags.some((tag) => memory.holderOf(tag) !== id);
  const byAge = images.toSorted((one, other) => (one.createdAt < other.createdAt ? -1 : 1));
  return [...byAge.filter(hasGained), ...byAge.filter((image) => !hasGained(image))];
}

async function surveyContainers(occasion: Occasion, { watch, memory }: Ground): Promise<readonly Sighting[]> {
  const ids = await watch.containerIds();
  const there = await lookAtEach(ids, (id) => watch.inspectContainer(id));
  const isThere = new Set(ids);
  const gone = memory.all('container').filter(([id]) => !isThere.has(id));
  const { at } = occasion;
  return [
    ...there
      .toSorted((one, other) => (one.container.createdAt < other.container.createdAt ? -1 : 1))
      .map((inspected): Sighting => ({ ...occasion, kind: 'container', id: inspected.container.id, inspected })),
    ...gone.map(([id]): Sighting => ({ ...occasion, kind: 'container', id, observation: { type: 'removed', at } })),
  ];
}

/** Looks at each. One that the host has no word for, or refuses to tell, is left as it is known: the next survey looks again. */
async function lookAtEach<Found>(
  ids: readonly string[],
  look: (id: string) => Promise<Found | undefined>,
): Promise<Found[]> {
  const found = await inTurn(ids, (id) =>
    look(id).catch((error: unknown) => {
      if (error instanceof DomainError && error.code !== 'host-unreachable') return undefined;
      throw error;
    }),
  );
  return found.flatMap((one) => one ?? []);
}

/** Asks for each, some at once, and answers in order. */
async function inTurn<Item, Answer>(items: readonly Item[], ask: (item: Item) => Promise<Answer>): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let from = 0; from < items.length; from += atOnce) {
    answers.push(...(await Promise.all(items.slice(from, from + atOnce).map(ask))));
  }
  return answers;
}
