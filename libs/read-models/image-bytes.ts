import { type Database, Prisma } from '#prisma';
import { imagesPresent } from './images-present.js';

/** What an image takes on its host: bytes in layers that other images have too, and in those that it alone has. */
export interface ImageBytes {
  readonly shared: number;
  readonly unique: number;
}

/** A layer of an image, and how many other images of its host have it. */
export interface LayerUse {
  readonly diffId: string;
  readonly chainId: string;
  readonly size: number;
  readonly instruction: string | null;
  readonly others: number;
}

interface LayerRow extends Omit<LayerUse, 'size' | 'others'> {
  readonly size: bigint;
  readonly others: bigint;
}

/** An image on a host. */
export interface ImagePlace {
  readonly host: string;
  readonly image: string;
}

/**
 * Counts for each layer the images that have it. Those that are only steps of others do not count: they go with them. Layers are looked up
 * image by image (`offset 0` keeps it so): most of those that the table holds are of images long gone.
 */
const layerUses = Prisma.sql`
  stacks as (
    select i.host, i.image, i.state, l.*
    from images i cross join lateral (select * from layers where detail = i.detail offset 0) as l
  ),
  holders as (
    select host, chain_id, count(*) filter (where state <> 'intermediate') as images from stacks group by host, chain_id
  ),
  uses as (
    select s.*, h.images - (s.state <> 'intermediate')::int as others from stacks s join holders h using (host, chain_id)
  )`;

/** What these images take on their hosts, as it was at the position. */
export async function bytesOf(
  { prisma }: Database,
  places: readonly ImagePlace[],
  position: number,
): Promise<(place: ImagePlace) => ImageBytes> {
  const hosts = [...new Set(places.map(({ host }) => host))];
  const rows = await prisma.$queryRaw<readonly (ImagePlace & Record<keyof ImageBytes, bigint>)[]>`
    with ${imagesPresent(hosts, position)}, ${layerUses}
    select host, image,
      coalesce(sum(size) filter (where others > 0), 0)::bigint as shared,
      coalesce(sum(size) filter (where others = 0), 0)::bigint as unique
    from uses where image = any(${places.map(({ image }) => image)}::text[])
    group by host, image`;
  const bytes = new Map(
    rows.map(({ host, image, shared, unique }) => [
      `${host}/${image}`,
      { shared: Number(shared), unique: Number(unique) },
    ]),
  );
  return ({ host, image }) => bytes.get(`${host}/${image}`) ?? { shared: 0, unique: 0 };
}

/** The layers of an image, the lowest first, as they were used at the position. */
export async function layersOf(
  { prisma }: Database,
  { host, image }: ImagePlace,
  position: number,
): Promise<readonly LayerUse[]> {
  const rows = await prisma.$queryRaw<readonly LayerRow[]>`
    with ${imagesPresent([host], position)}, ${layerUses}
    select diff_id as "diffId", chain_id as "chainId", size, instruction, others
    from uses where image = ${image} order by index`;
  return rows.map(({ size, others, ...layer }) => ({ ...layer, size: Number(size), others: Number(others) }));
}
