import type { Database } from '#prisma';
import type { FactLog } from './fact-log.js';
import { type FactView, viewFact } from './fact-view.js';
import type { RecordedFact } from './history/told-after.js';
import type { FoundImage } from './image-finder.js';
import { ownTags } from './images-present.js';
import { whoDid } from './who-did.js';

/** Why an image has no name. */
export interface Dangling {
  /** Another image has its name now; its name was taken away; it never had one. */
  readonly reason: 'moved' | 'removed' | 'never-named';
  /** The names that it had, the last one first. */
  readonly previouslyTaggedAs: readonly string[];
  /** The image that its last name was pointed at instead. */
  readonly movedTo: string | null;
  /** What took its last name; or, when it never had one, what made it. */
  readonly by: FactView;
  /** The same in a sentence. */
  readonly message: string;
}

interface Loss {
  readonly name: string;
  /** The position of the fact that took it. */
  readonly until: number;
}

/** Images by their entity. */
type Places = readonly Pick<FoundImage, 'host' | 'image' | 'entity'>[];

/** The most names that are told of one image. */
const mostNames = 20;

/** Tells of images without a name why they have none. */
export class DanglingReasons {
  constructor(
    private readonly database: Database,
    private readonly log: FactLog,
  ) {}

  /** The reasons as of the position, by the images' entities. */
  async of(images: Places, position: number): Promise<ReadonlyMap<number, Dangling>> {
    const created = await createdAt(this.database, images, position);
    const losses = await this.#losses(images, created, position);
    const positions = [...created.values(), ...[...losses.values()].flatMap(([last]) => last?.until ?? [])];
    const facts = await this.log.at(positions);
    return new Map(
      images.flatMap(({ entity }) => {
        const lost = losses.get(entity) ?? [];
        const fact = facts.get(lost[0]?.until ?? created.get(entity) ?? 0);
        return fact ? [[entity, reasonOf(fact, lost)] as const] : [];
      }),
    );
  }

  /** The names that images have lost since they came to their host, the last one first. */
  async #losses(
    images: Places,
    created: ReadonlyMap<number, number>,
    position: number,
  ): Promise<ReadonlyMap<number, readonly Loss[]>> {
    const rows = await this.database.prisma.$queryRaw<
      readonly { readonly entity: bigint; readonly name: string; readonly until: bigint }[]
    >`
      select i.entity, t.name, t.until
      from unnest(${images.map(({ entity }) => entity)}::bigint[], ${images.map(({ host }) => host)}::text[],
                  ${images.map(({ image }) => image)}::text[],
                  ${images.map(({ entity }) => created.get(entity) ?? 0)}::bigint[]) as i (entity, host, image, created)
      cross join lateral (
        select name, upper(valid) as until from tag_versions
        where image = i.image and upper(valid) > i.created and upper(valid) <= ${position}::bigint
          and host = i.host and not starts_with(name, ${ownTags})
        order by upper(valid) desc limit ${mostNames}) as t
      order by t.until desc, t.name`;
    const losses = rows.map(({ entity, name, until }) => ({ entity: Number(entity), name, until: Number(until) }));
    return Map.groupBy(losses, ({ entity }) => entity);
  }
}

/** The positions of the facts that images came to their host, as of the position; by their entities. */
export async function createdAt(
  { prisma }: Database,
  images: Places,
  position: number,
): Promise<ReadonlyMap<number, number>> {
  const rows = await prisma.$queryRaw<readonly { readonly entity: bigint; readonly position: bigint }[]>`
    select i.entity, f.position
    from unnest(${images.map(({ entity }) => entity)}::bigint[]) as i (entity)
    cross join lateral (
      select position from facts
      where entity = i.entity and type = 'ImageCreated' and position <= ${position}::bigint
      order by position desc limit 1) as f`;
  return new Map(rows.map((row) => [Number(row.entity), Number(row.position)]));
}

function reasonOf(fact: RecordedFact, losses: readonly Loss[]): Dangling {
  const by = viewFact(fact);
  const previouslyTaggedAs = [...new Set(losses.map(({ name }) => name))];
  const common = { previouslyTaggedAs, movedTo: null, by };
  if (losses.length === 0)
    return { ...common, reason: 'never-named', message: `${whoDid(by)} made it without a tag at ${by.at}.` };
  const names = losses.filter(({ until }) => until === by.position).map(({ name }) => name);
  const movedTo = newHolder(fact);
  if (movedTo === null)
    return { ...common, reason: 'removed', message: `${whoDid(by)} took ${names.join(', ')} from it at ${by.at}.` };
  const message = `${whoDid(by)} pointed ${names.join(', ')} at ${movedTo} at ${by.at}.`;
  return { ...common, reason: 'moved', movedTo, message };
}

/** The image that has the name after the fact: the loss of a name tells it, or its gain is told first. */
function newHolder({ type, data }: RecordedFact): string | null {
  if (type === 'ImageUntagged') return data.movedTo ?? null;
  return type === 'ImageTagged' || type === 'ImageCreated' ? data.image.id : null;
}
