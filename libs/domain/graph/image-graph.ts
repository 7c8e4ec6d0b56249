import type { ImageLayer } from './image.events.js';

/** An image of a host, as the graph shows it. */
export interface ImageOnHost {
  readonly host: string;
  /** Its id. */
  readonly image: string;
  readonly parent?: string;
  readonly size: number;
  /** The lowest first. */
  readonly layers: readonly ImageLayer[];
}

/** A name of an image on a host. */
export interface TagOnHost {
  readonly host: string;
  /** `repository:tag` */
  readonly name: string;
  readonly image: string;
}

/** A container, and the id of its image. */
export interface ContainerOnHost {
  readonly host: string;
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly state: string;
}

/** What one or several hosts had at one moment. */
export interface GraphParts {
  readonly images: readonly ImageOnHost[];
  readonly tags: readonly TagOnHost[];
  readonly containers: readonly ContainerOnHost[];
}

/** A node. Its id is what the thing is known by: a layer's chain id, an image's id, a tag's whole name, a container's id. */
export type GraphNode = LayerNode | ImageNode | TagNode | ContainerNode;

interface LayerNode extends Pick<ImageLayer, 'diffId' | 'size' | 'instruction'> {
  readonly kind: 'layer';
  readonly id: string;
}

interface ImageNode {
  readonly kind: 'image';
  readonly id: string;
  readonly size: number;
  readonly hosts: readonly string[];
  readonly tags: readonly string[];
}

interface TagNode {
  readonly kind: 'tag';
  readonly id: string;
}

interface ContainerNode extends Omit<ContainerOnHost, 'image'> {
  readonly kind: 'container';
}

/**
 * An edge, from what stands on something to what it stands on: `runs` from a container to its image; `names` from a tag to the image that it
 * points at on that host; `has` from an image to its uppermost layer; `parent` from a layer to the one below it, and from an image to the
 * one that it was built on, where the engine knows that one.
 */
export interface GraphEdge {
  readonly kind: 'has' | 'names' | 'parent' | 'runs';
  readonly from: string;
  readonly to: string;
  /** Of `names` alone: one name may point at several images, on several hosts. */
  readonly host?: string;
}

/** Images and layers and how they descend, with the names of images and what runs on them. */
export interface ImageGraph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** The graph of these parts. Equal layers and images are one node, wherever they are; an edge leads to a node that is there. */
export function imageGraph({ images, tags, containers }: GraphParts): ImageGraph {
  const nodes = distinct(
    [
      ...containers.map(containerNode),
      ...tags.map(({ name }): GraphNode => ({ kind: 'tag', id: name })),
      ...imageNodes(images, tags),
      ...images.flatMap(({ layers }) => layers.map(layerNode)),
    ],
    ({ id }) => id,
  );
  const known = new Set(nodes.map(({ id }) => id));
  const edges: readonly GraphEdge[] = [
    ...containers.map(({ id, image }) => ({ kind: 'runs', from: id, to: image }) as const),
    ...tags.map(({ host, name, image }) => ({ kind: 'names', from: name, to: image, host }) as const),
    ...images.flatMap(edgesOfImage),
  ];
  return {
    nodes,
    edges: distinct(
      edges.filter(({ to }) => known.has(to)),
      ({ kind, from, to, host }) => JSON.stringify([kind, from, to, host]),
    ),
  };
}

function imageNodes(images: readonly ImageOnHost[], tags: readonly TagOnHost[]): readonly GraphNode[] {
  const tagsOf = Map.groupBy(tags, ({ image }) => image);
  return [...Map.groupBy(images, ({ image }) => image)].map(([id, same]) => ({
    kind: 'image',
    id,
    size: same[0]?.size ?? 0,
    hosts: [...new Set(same.map(({ host }) => host))].toSorted(),
    tags: [...new Set(tagsOf.get(id)?.map(({ name }) => name))].toSorted(),
  }));
}

function containerNode({ host, id, name, state }: ContainerOnHost): GraphNode {
  return { kind: 'container', id, name, host, state };
}

function layerNode({ chainId, ...layer }: ImageLayer): GraphNode {
  return { kind: 'layer', id: chainId, ...layer };
}

function edgesOfImage({ image, parent, layers }: ImageOnHost): readonly GraphEdge[] {
  const chain = layers.map(({ chainId }) => chainId);
  const top = chain.at(-1);
  return [
    ...(parent !== undefined ? [{ kind: 'parent', from: image, to: parent } as const] : []),
    ...(top !== undefined ? [{ kind: 'has', from: image, to: top } as const] : []),
    ...chain.slice(1).map((layer, below) => ({ kind: 'parent', from: layer, to: chain[below] ?? '' }) as const),
  ];
}

function distinct<Item>(items: readonly Item[], keyOf: (item: Item) => string): readonly Item[] {
  const byKey = new Map<string, Item>();
  for (const item of items) if (!byKey.has(keyOf(item))) byKey.set(keyOf(item), item);
  return [...byKey.values()];
}
