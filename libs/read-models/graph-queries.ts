import {
  around,
  type ContainerOnHost,
  type GraphParts,
  type ImageGraph,
  imageGraph,
  type ImageLayer,
  type ImageOnHost,
  type TagOnHost,
  type Walk,
} from '#domain';
import { type Database, Prisma } from '#prisma';
import { containersPresent, findNode, type FoundNode, layersPresent, type Moment } from './graph-finder.js';
import { hostsOf } from './hosts-on-record.js';
import { imagesPresent } from './images-present.js';

/** Which part of the graph, and as of when. */
export interface GraphWish extends Walk {
  readonly position: number;
  /** On this host alone. */
  readonly host?: string;
  /** Around this node: a tag, an image, a layer by its chain id, or a container; all of the graph when left out. */
  readonly node?: string;
  /** With the containers that are made of the images. */
  readonly containers: boolean;
}

/** The layers that tell which images are around a node: those that it stands on, and among them its uppermost ones. */
interface Stack {
  readonly layers: readonly string[];
  readonly tops: readonly string[];
}

interface ImageRow extends Omit<ImageOnHost, 'size' | 'layers' | 'parent'> {
  readonly parent: string | null;
  readonly size: bigint;
  readonly layers: readonly (Omit<ImageLayer, 'instruction'> & { readonly instruction: string | null })[] | null;
}

/** Reads the image graph as it was. */
export class GraphQueries {
  constructor(private readonly database: Database) {}

  /**
   * The graph, or the part of it around a node.
   *
   * @throws DomainError `node-not-found`, `ambiguous-id`
   */
  async graph({ node, host, position, containers, ...walk }: GraphWish): Promise<ImageGraph> {
    const moment = { hosts: await hostsOf(this.database, host), position };
    if (node === undefined) return imageGraph(await this.#parts(moment, { containers }));
    const start = await findNode(this.database, node, moment);
    const stack = await this.#stackOf(start, moment);
    const parts = await this.#parts(moment, { stack, containers: containers || start.kind === 'container' });
    return around(imageGraph(parts), start.id, walk);
  }

  async #stackOf({ kind, id }: FoundNode, moment: Moment): Promise<Stack> {
    const rows = await this.database.prisma.$queryRaw<readonly { readonly layers: readonly string[] }[]>`
      with ${imagesPresent(moment.hosts, moment.position)}, ${containersPresent(moment)}, starts as (
        select p.detail, null::int as top from present p where ${isStart(kind, id)}
        union
        (select detail, index from ${layersPresent} where ${kind} = 'layer' and chain_id = ${id} limit 1)
      )
      select array_agg(l.chain_id order by l.index) as layers
      from starts s join layers l on l.detail = s.detail and (s.top is null or l.index <= s.top)
      group by s.detail`;
    return { layers: rows.flatMap(({ layers }) => layers), tops: rows.flatMap(({ layers }) => layers.at(-1) ?? []) };
  }

  /** What was there; with a stack, the images that have it and those that it has, and what belongs to them. */
  async #parts(
    moment: Moment,
    { stack, containers }: { readonly stack?: Stack; readonly containers: boolean },
  ): Promise<GraphParts> {
    const { prisma } = this.database;
    const present = imagesPresent(moment.hosts, moment.position);
    const rows = await prisma.$queryRaw<readonly ImageRow[]>`
      with ${present}
      select p.host, p.image, p.parent, p.size,
        (select json_agg(json_build_object(
           'diffId', diff_id, 'chainId', chain_id, 'size', size, 'instruction', instruction) order by index)
         from layers where detail = p.detail) as layers
      from present p where ${isAround(stack)}
      order by p.entity`;
    const images = rows.map(({ image }) => image);
    const tags = await prisma.$queryRaw<readonly TagOnHost[]>`
      with ${present}
      select host, name, image from named where image = any(${images}::text[]) order by name, host`;
    const running = containers
      ? await prisma.$queryRaw<readonly ContainerOnHost[]>`
          with ${containersPresent(moment)}
          select host, id, name, image, state from containers
          where ${isWhole(stack)} or image = any(${images}::text[]) order by name, host`
      : [];
    return { images: rows.map(toImage), tags, containers: running };
  }
}

/** Whether `p` is the image that a walk begins at. */
function isStart(kind: FoundNode['kind'], id: string): Prisma.Sql {
  switch (kind) {
    case 'image':
      return Prisma.sql`p.image = ${id}`;
    case 'tag':
      return Prisma.sql`(p.host, p.image) in (select host, image from named where name = ${id})`;
    case 'container':
      return Prisma.sql`p.image in (select image from containers where id = ${id})`;
    case 'layer':
      return Prisma.sql`false`;
  }
}

/** Whether all of the graph is taken: without layers nothing tells what is around a node. */
function isWhole(stack: Stack | undefined): stack is undefined {
  return stack === undefined || stack.layers.length === 0;
}

/** Whether `p` is above or below the stack: has one of its tops, or ends in one of its layers. */
function isAround(stack: Stack | undefined): Prisma.Sql {
  if (isWhole(stack)) return Prisma.sql`true`;
  return Prisma.sql`exists (
    select from (select array_agg(chain_id order by index) as chain from layers where detail = p.detail) as own
    where own.chain && ${[...stack.tops]}::text[] or own.chain[cardinality(own.chain)] = any(${[...stack.layers]}::text[]))`;
}

function toImage({ parent, size, layers, ...image }: ImageRow): ImageOnHost {
  return {
    ...image,
    ...(parent !== null && { parent }),
    size: Number(size),
    layers: (layers ?? []).map(({ instruction, ...layer }) => ({
      ...layer,
      ...(instruction !== null && { instruction }),
    })),
  };
}
