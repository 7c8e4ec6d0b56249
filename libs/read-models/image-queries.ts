import { buildOfReservation, familiarReference, type ImageDetail, type ImageSnapshot, splitTag } from '#domain';
import { type Database, Prisma } from '#prisma';
import { createdAt, type Dangling, DanglingReasons } from './dangling-reasons.js';
import type { FactLog } from './fact-log.js';
import { type FactView, viewFact } from './fact-view.js';
import { hostsOf } from './hosts-on-record.js';
import { bytesOf, type LayerUse, layersOf } from './image-bytes.js';
import { type FoundImage, type FoundRow, type ImageFinder, type SoughtImage, toFound } from './image-finder.js';
import { type ImageOrigin, ImageOrigins } from './image-origin.js';
import { type ImageUse, lastUseOf } from './image-use.js';
import { imagesPresent, type ImageState, repositoryOf } from './images-present.js';
import { type PageAsOf, pageAsOf, type PageAsOfWish, pageStart } from './page-as-of.js';

/** Which images; all that are given must hold. */
export interface ImageFilter {
  readonly host?: string;
  /** A repository, or a name with its tag. */
  readonly name?: string;
  /** Only those without a name, or only those with one; both when left out. */
  readonly dangling?: boolean;
  /** Also those without a name that others were built on. */
  readonly intermediate?: boolean;
}

/** An image as it was at a moment. */
export interface ImageAsOf {
  readonly host: string;
  readonly id: string;
  readonly tags: readonly string[];
  readonly digests: readonly string[];
  readonly parent: string | null;
  readonly createdAt: string;
  readonly size: number;
  /** Bytes in layers that other images of the host have too. */
  readonly sharedBytes: number;
  /** Bytes in layers that no other image of the host has. */
  readonly uniqueBytes: number;
  readonly state: ImageState;
  readonly dangling: Dangling | null;
  /** The fact that made it so. */
  readonly since: FactView;
}

/** An image with all that is known of it. */
export interface WholeImage extends ImageAsOf {
  readonly layers: readonly LayerUse[];
  /** What it is made of; null when that could not be inspected. */
  readonly detail: Omit<ImageDetail, 'layers'> | null;
  readonly origin: ImageOrigin | null;
  readonly lastUsed: ImageUse | null;
}

/** Reads what images were. */
export class ImageQueries {
  readonly #reasons: DanglingReasons;
  readonly #origins: ImageOrigins;

  constructor(
    private readonly database: Database,
    private readonly log: FactLog,
    private readonly finder: ImageFinder,
  ) {
    this.#reasons = new DanglingReasons(database, log);
    this.#origins = new ImageOrigins(database, log);
  }

  /** Images that were there, the newest on their host first. */
  async list(filter: ImageFilter, wish: PageAsOfWish): Promise<PageAsOf<ImageAsOf>> {
    const start = pageStart(wish, { list: 'images', ...filter }, [0]);
    const hosts = await hostsOf(this.database, filter.host);
    const rows = await this.database.prisma.$queryRaw<readonly FoundRow[]>`
      with ${imagesPresent(hosts, start.position)}
      select host, image, entity, position, detail, parent, size, state from images
      where ${conditions(filter, start.after?.[0])}
      order by entity desc limit ${wish.limit + 1}`;
    const page = pageAsOf(rows, start, {
      limit: wish.limit,
      placeOf: ({ entity }) => [Number(entity)],
      itemOf: toFound,
    });
    return { ...page, items: await this.#views(page.items, start.position) };
  }

  /**
   * The image by that name or id, with all that is known of it.
   *
   * @throws DomainError `image-not-found`, `ambiguous-id`
   */
  async one(sought: SoughtImage): Promise<WholeImage> {
    const { position } = sought;
    const found = await this.finder.find(sought);
    const created = (await createdAt(this.database, [found], position)).get(found.entity) ?? found.position;
    const [views, layers, details, origin, lastUsed] = await Promise.all([
      this.#views([found], position),
      layersOf(this.database, found, position),
      this.log.contents([found.detail]),
      this.#origins.of(found, { created, position }),
      lastUseOf(this.database, this.log, { ...found, position }),
    ]);
    const [view] = views;
    if (!view) throw new Error(`${found.image} has no fact at ${found.position}`);
    return { ...view, layers, detail: detailIn(details.get(found.detail)), origin, lastUsed: lastUsed ?? null };
  }

  async #views(images: readonly FoundImage[], position: number): Promise<readonly ImageAsOf[]> {
    const [facts, bytes, reasons] = await Promise.all([
      this.log.at(images.map(({ position }) => position)),
      bytesOf(this.database, images, position),
      this.#reasons.of(
        images.filter(({ state }) => state === 'dangling'),
        position,
      ),
    ]);
    return images.flatMap((found) => {
      const fact = facts.get(found.position);
      if (!fact || !('image' in fact.data)) return [];
      const { shared, unique } = bytes(found);
      return {
        host: found.host,
        ...snapshotOf(fact.data.image),
        sharedBytes: shared,
        uniqueBytes: unique,
        state: found.state,
        dangling: reasons.get(found.entity) ?? null,
        since: viewFact(fact),
      };
    });
  }
}

function snapshotOf({ id, tags, digests, parent, createdAt, size }: ImageSnapshot) {
  const ours = tags.filter((tag) => buildOfReservation(tag) === undefined);
  return { id, tags: ours, digests, parent: parent ?? null, createdAt, size };
}

function detailIn(content: Readonly<Record<string, unknown>> | undefined): WholeImage['detail'] {
  if (!content) return null;
  const { layers: _, ...detail } = content as unknown as ImageDetail;
  return detail;
}

function conditions({ name, dangling, intermediate }: ImageFilter, before: number | undefined): Prisma.Sql {
  const states: readonly ImageState[] = [
    ...(dangling === true ? [] : ['tagged' as const]),
    ...(dangling === false ? [] : ['dangling' as const]),
    ...(intermediate === true ? ['intermediate' as const] : []),
  ];
  const all = [Prisma.sql`state = any(${states}::text[])`];
  if (before !== undefined) all.push(Prisma.sql`entity < ${before}::bigint`);
  if (name !== undefined) all.push(hasName(name));
  return Prisma.join(all, ' and ');
}

/** Whether an image has that name; or without a tag, whether it has one in that repository. */
function hasName(ref: string): Prisma.Sql {
  const name = familiarReference(ref);
  const { repository, tag } = splitTag(name);
  const isWhole = ref.endsWith(`:${tag}`);
  const wanted = isWhole ? Prisma.sql`name = ${name}` : Prisma.sql`${repositoryOf} = ${repository}`;
  return Prisma.sql`exists (select from named n where n.host = images.host and n.image = images.image and ${wanted})`;
}
