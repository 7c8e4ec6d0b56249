import { baseOf, type ImageDetail, type Job } from '#domain';
import { type Database, Prisma } from '#prisma';
import type { FactLog } from './fact-log.js';
import { type FactView, viewFact } from './fact-view.js';
import type { FoundImage } from './image-finder.js';
import { ownTags } from './images-present.js';
import { versionsAt } from './version-at.js';

/** Where an image came from. */
export interface ImageOrigin {
  /** The fact that it came to its host. */
  readonly created: FactView;
  /** The job that built or pulled it; null when that was none of ours. */
  readonly job: {
    readonly id: string;
    readonly name: string;
    readonly actor: string;
    readonly submittedAt: string;
  } | null;
  /** Of the build context, as it was sent. */
  readonly contextDigest: string | null;
  readonly base: ImageBase | null;
}

/** The image that one was built on. */
export interface ImageBase {
  readonly image: string;
  /** The names that it has, and those that it had before. */
  readonly names: readonly string[];
  /** Whether its layers and history tell it, or the engine. */
  readonly known: 'layers' | 'parent';
}

interface Candidate {
  readonly image: string;
  readonly detail: string;
}

/** The most bases that are compared, and the most names that are told of one. */
const most = 20;

/** Tells where images came from. */
export class ImageOrigins {
  constructor(
    private readonly database: Database,
    private readonly log: FactLog,
  ) {}

  /**
   * @param created position of the fact that it came to its host
   * @param position what is known as of then
   */
  async of(
    image: FoundImage,
    { created, position }: { readonly created: number; readonly position: number },
  ): Promise<ImageOrigin | null> {
    const fact = (await this.log.at([created])).get(created);
    if (!fact) return null;
    const job = await this.#jobAt(created);
    return {
      created: viewFact(fact),
      job: job ? { id: job.id, name: job.name, actor: job.actor.name, submittedAt: job.submittedAt } : null,
      contextDigest: job?.stdin?.digest ?? null,
      base: await this.#base(image, [created, position]),
    };
  }

  /** The job that brought a fact about. */
  async #jobAt(position: number): Promise<Job | undefined> {
    const [row] = await this.database.prisma.$queryRaw<readonly { readonly job: Job }[]>`
      select j.job from facts f join jobs j on j.id = f.job where f.position = ${position}::bigint`;
    return row?.job;
  }

  /** The nearest image below it that has a name or had one; else the one that the engine calls its parent. */
  async #base(image: FoundImage, moments: readonly [number, number]): Promise<ImageBase | null> {
    const candidates = await this.#candidates(image, moments);
    const details = await this.log.contents([image.detail, ...candidates.map(({ detail }) => detail)]);
    const makingOf = ({ image, detail }: Candidate) => ({ image, ...(details.get(detail) as unknown as ImageDetail) });
    const known = candidates.filter(({ detail }) => details.has(detail));
    const base = details.has(image.detail) ? baseOf(makingOf(image), known.map(makingOf)) : undefined;
    const id = base?.image ?? image.parent;
    return id === null
      ? null
      : { image: id, names: await this.#names(image.host, id, moments[1]), known: base ? 'layers' : 'parent' };
  }

  /**
   * Named images that end in one of the image's layers, the most layers first: of those that its host had when the image came to be, and of those
   * that it has at the moment. Some builders take the base from elsewhere, and it comes to the host later or not at all.
   */
  async #candidates(
    { host, image, detail }: FoundImage,
    moments: readonly [number, number],
  ): Promise<readonly Candidate[]> {
    return this.database.prisma.$queryRaw<readonly Candidate[]>`
      with there as materialized (
        select distinct v.image, v.detail
        from unnest(${[host, host]}::text[], ${[...moments]}::bigint[]) as m (host, moment)
        cross join ${versionsAt(Prisma.sql`image_versions`, Prisma.sql`held.host = m.host`, Prisma.sql`m.moment`)} as v
      )
      select v.image, v.detail
      from there v
      cross join lateral (
        select index, chain_id from layers where detail = v.detail order by index desc limit 1) as top
      cross join lateral (
        select from tag_versions
        where image = v.image and host = ${host} and lower(valid) <= ${moments[1]}::bigint
          and not starts_with(name, ${ownTags})
        limit 1) as named
      where top.chain_id in (select chain_id from layers where detail = ${detail}) and v.image <> ${image}
      order by top.index desc limit ${most}`;
  }

  /** Those that it has at the position, and those that it lost before, the last one first. */
  async #names(host: string, image: string, position: number): Promise<readonly string[]> {
    const rows = await this.database.prisma.$queryRaw<readonly { readonly name: string }[]>`
      (select name from ${versionsAt(Prisma.sql`tag_versions`, Prisma.sql`held.host = ${host}`, position)} as t
       where image = ${image} and not starts_with(name, ${ownTags})
       order by name limit ${most})
      union all
      (select name from tag_versions
       where image = ${image} and upper(valid) <= ${position}::bigint and host = ${host} and not starts_with(name, ${ownTags})
       order by upper(valid) desc limit ${most})`;
    return [...new Set(rows.map(({ name }) => name))];
  }
}
