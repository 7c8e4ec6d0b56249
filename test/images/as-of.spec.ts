import { type ImageGraph, imageGraph, type ImageSnapshot } from '#domain';
import { detailOf, imageOf } from '#testing';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { openImages } from './open-images.js';
import { type HostWorld, imageLives, layersOf } from './random-images.js';

const images = await openImages();
afterAll(() => images.close());

const layers = new Map(layersOf.map((names, which) => [imageOf(`image ${which}`).id, detailOf(names).layers]));
const sorted = <Item>(items: Iterable<Item>) =>
  [...items].toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

function stateOf({ id, tags }: ImageSnapshot, { images }: HostWorld) {
  if (tags.length > 0) return 'tagged';
  return [...images.values()].some(({ parent }) => parent === id) ? 'intermediate' : 'dangling';
}

/** The bytes of layers that another image has which is more than a step, and of the rest. */
function bytesOf(image: ImageSnapshot, world: HostWorld) {
  const others = [...world.images.values()].filter(
    (other) => other.id !== image.id && stateOf(other, world) !== 'intermediate',
  );
  const isShared = (chainId: string) =>
    others.some(({ id }) => layers.get(id)?.some((layer) => layer.chainId === chainId));
  const shared = (layers.get(image.id) ?? []).filter(({ chainId }) => isShared(chainId)).length * 1_000;
  return { shared, unique: image.size - shared };
}

async function expectImages(world: HostWorld, host: string, position: number): Promise<void> {
  const { items } = await images.images.list({ host, intermediate: true }, { position, limit: 100 });
  const told = items.map(({ id, tags, parent, size, state, sharedBytes, uniqueBytes, dangling }) => {
    return { id, tags, parent, size, state, shared: sharedBytes, unique: uniqueBytes, hasReason: dangling !== null };
  });
  const then = [...world.images.values()].map((image) => {
    const { id, tags, parent = null, size } = image;
    const state = stateOf(image, world);
    return { id, tags, parent, size, state, ...bytesOf(image, world), hasReason: state === 'dangling' };
  });
  expect(sorted(told)).toEqual(sorted(then));
}

async function expectRepositories(world: HostWorld, host: string, position: number): Promise<void> {
  const { items } = await images.repositories.list({ host }, { position, limit: 100 });
  const told = items.flatMap(({ name, tags }) => tags.map(({ tag, image }) => [`${name}:${tag}`, image]));
  const then = [...world.images.values()].flatMap(({ id, tags }) => tags.map((tag) => [tag, id]));
  expect(sorted(told)).toEqual(sorted(then));
}

function graphOf({ images, containers }: HostWorld, host: string): ImageGraph {
  return imageGraph({
    images: [...images.values()].map(({ id, parent, size }) => {
      return { host, image: id, size, layers: layers.get(id) ?? [], ...(parent !== undefined && { parent }) };
    }),
    tags: [...images.values()].flatMap(({ id, tags }) => tags.map((name) => ({ host, name, image: id }))),
    containers: [...containers.values()].map((container) => ({ host, ...container })),
  });
}

async function expectGraph(world: HostWorld, host: string, position: number): Promise<void> {
  const told = await images.graph.graph({ host, position, direction: 'both', containers: true });
  const then = graphOf(world, host);
  expect({ nodes: sorted(told.nodes), edges: sorted(told.edges) }).toEqual({
    nodes: sorted(then.nodes),
    edges: sorted(then.edges),
  });
}

describe('images, names and the graph, at any moment', () => {
  it('are told as they were then, whatever came after', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.constant(null).chain(() => imageLives((run += 1))),
        async (happenings) => {
          const positions = await images.tell(...happenings.map(({ appends }) => appends));
          for (const [index, { host, world }] of happenings.entries()) {
            const position = positions[index] ?? 0;
            await expectImages(world, host, position);
            await expectRepositories(world, host, position);
            await expectGraph(world, host, position);
          }
        },
      ),
      { numRuns: 40, endOnFailure: true },
    );
  });
});
