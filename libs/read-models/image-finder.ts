import { familiarReference } from '#domain';
import { DomainError } from '#event-sourcing';
import { type Database, Prisma } from '#prisma';
import { ambiguous } from './ambiguous.js';
import type { FactLog } from './fact-log.js';
import { viewFact } from './fact-view.js';
import { hostsOf } from './hosts-on-record.js';
import type { ImagePlace } from './image-bytes.js';
import { imagesPresent, type ImageState } from './images-present.js';
import { eventAt } from './version-at.js';
import { whoDid } from './who-did.js';

/** Which image, and as of when. */
export interface SoughtImage {
  /** A tag, `repository@sha256:…`, an id or the beginning of one. */
  readonly ref: string;
  readonly position: number;
  /** On this host alone. */
  readonly host?: string;
}

/** An image that was found. */
export interface FoundImage extends ImagePlace {
  readonly entity: number;
  /** Of the fact that tells what it was. */
  readonly position: number;
  /** Digest of its detail. */
  readonly detail: string;
  /** What the engine says that it was built on. */
  readonly parent: string | null;
  readonly size: number;
  readonly state: ImageState;
}

/** The columns of `images` that tell of one. */
export interface FoundRow extends Omit<FoundImage, 'entity' | 'position' | 'size'> {
  readonly entity: bigint;
  readonly position: bigint;
  readonly size: bigint;
}

/** Finds images as Docker does: a whole id wins over a name, and a name over the beginning of an id. */
export class ImageFinder {
  constructor(
    private readonly database: Database,
    private readonly log: FactLog,
  ) {}

  /**
   * The image that was there at the position by that reference.
   *
   * @throws DomainError `image-not-found`, which says when it was there, if ever; `ambiguous-id`, which lists the candidates
   */
  async find(sought: SoughtImage): Promise<FoundImage> {
    const [found, ...others] = await this.candidates(sought);
    if (!found) throw await this.#notFound(sought);
    if (others.length === 0) return found;
    throw ambiguous(
      sought.ref,
      [found, ...others].map(({ host, image }) => `image ${image} on ${host}`),
    );
  }

  /** All that the reference may mean, the newest first. An image that several hosts have is several. */
  async candidates({ ref, position, host }: SoughtImage): Promise<readonly FoundImage[]> {
    const hosts = await hostsOf(this.database, host);
    const id = idIn(ref);
    const rows = await this.database.prisma.$queryRaw<readonly (FoundRow & { readonly rank: number })[]>`
      with ${imagesPresent(hosts, position)}, ranked as (
        select host, image, 1 as rank from images where image = ${id}
        union
        select host, image, 2 from named where name = ${familiarReference(ref)}
        union
        select i.host, i.image, 2 from images i cross join ${eventAt(Prisma.sql`i.position`)} as e
        where strpos(${ref}, '@') > 0 and strpos(e.body, to_json(${ref}::text)::text) > 0
        union
        select host, image, 3 from images where ${id} <> '' and starts_with(image, ${id})
      )
      select host, image, i.entity, i.position, i.detail, i.parent, i.size, i.state, r.rank
      from ranked r join images i using (host, image)
      order by r.rank, i.entity desc`;
    const best = rows[0]?.rank;
    return rows.filter(({ rank }) => rank === best).map(toFound);
  }

  async #notFound(sought: SoughtImage): Promise<DomainError> {
    const where = sought.host === undefined ? '' : ` on ${sought.host}`;
    const advice =
      (await this.#lost(sought)) ?? 'Build or pull it, or list images with GET /v1/images, as they were with ?at=.';
    return new DomainError(
      'not-found',
      'image-not-found',
      `There is no image "${sought.ref}"${where} at that moment. ${advice}`,
    );
  }

  /** What became of an image that was there before. */
  async #lost({ ref, position, host }: SoughtImage): Promise<string | undefined> {
    const hosts = [...(await hostsOf(this.database, host))];
    const id = idIn(ref);
    const [lost] = await this.database.prisma.$queryRaw<readonly { readonly position: bigint }[]>`
      (select upper(valid) as position from tag_versions
       where name = ${familiarReference(ref)} and lower(valid) <= ${position}::bigint and host = any(${hosts}::text[])
       order by lower(valid) desc limit 1)
      union all
      (select max(f.position) from (
         select entity from entities
         where kind = 'image' and ${id} <> '' and id >= ${id} and id < ${id} || '~' and entity <= ${position}::bigint
           and host = any(${hosts}::text[])
         limit 1) as e
       join facts f using (entity)
       where f.position <= ${position}::bigint)`;
    const at = Number(lost?.position ?? 0);
    const fact = (await this.log.at([at])).get(at);
    return (
      fact && `It was there until ${fact.data.at}: ${whoDid(viewFact(fact))} took it away. ?at=${at - 1} shows it.`
    );
  }
}

/** The id in a reference, or how it begins; empty when there is none in it. */
function idIn(ref: string): string {
  const [, digits] = /^(?:sha256:)?([0-9a-f]{1,64})$/.exec(ref) ?? [];
  return digits === undefined ? '' : `sha256:${digits}`;
}

export function toFound({ host, image, detail, parent, state, ...row }: FoundRow): FoundImage {
  return {
    host,
    image,
    detail,
    parent,
    state,
    entity: Number(row.entity),
    position: Number(row.position),
    size: Number(row.size),
  };
}
