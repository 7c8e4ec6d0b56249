import { familiarReference } from '#domain';
import { DomainError } from '#event-sourcing';
import { type Database, Prisma } from '#prisma';
import { ambiguous } from './ambiguous.js';
import { imagesPresent } from './images-present.js';
import { versionsAt } from './version-at.js';

/** What is looked at: some hosts, as they were at a position. */
export interface Moment {
  readonly hosts: readonly string[];
  readonly position: number;
}

/** A node of the image graph. */
export interface FoundNode {
  readonly kind: 'container' | 'image' | 'layer' | 'tag';
  readonly id: string;
}

/**
 * The layers of the images in `present`, looked up image by image (`offset 0` keeps it so): most of those that the table holds are of
 * images long gone.
 */
export const layersPresent = Prisma.sql`
  (select l.* from present p cross join lateral (select * from layers where detail = p.detail offset 0) as l) as layers_present`;

/** `containers` for a `with`: the containers that these hosts had at the position. */
export function containersPresent({ hosts, position }: Moment): Prisma.Sql {
  return Prisma.sql`
    containers as materialized (
      select v.host, e.id, v.name, v.image, v.state
      from unnest(${[...hosts]}::text[]) as h (host)
      cross join ${versionsAt(Prisma.sql`container_versions`, Prisma.sql`held.host = h.host`, position)} as v
      cross join lateral (select id from entities where entity = v.entity limit 1) as e
    )`;
}

/**
 * The node by that reference: a tag, an image's id, a layer's chain id, a container's id or name; or else the beginning of an id. A whole id
 * wins over a name, a tag over a container's name, and both over the beginning of an id.
 *
 * @throws DomainError `node-not-found`; `ambiguous-id`, which lists the candidates
 */
export async function findNode(database: Database, ref: string, moment: Moment): Promise<FoundNode> {
  const nodes = await nodesExactly(database, ref, moment);
  const [found, ...others] = nodes.length > 0 ? nodes : await nodesThatBegin(database, ref, moment);
  if (!found)
    throw new DomainError(
      'not-found',
      'node-not-found',
      `There is no tag, image, layer or container "${ref}" at that moment. GET /v1/graph without ?node= has all that there are.`,
    );
  if (others.length === 0) return found;
  throw ambiguous(
    ref,
    [found, ...others].map(({ kind, id }) => `${kind} ${id}`),
  );
}

async function nodesExactly(
  { prisma }: Database,
  ref: string,
  { hosts, position }: Moment,
): Promise<readonly FoundNode[]> {
  const { digest, digits } = idIn(ref);
  const rows = await prisma.$queryRaw<readonly (FoundNode & { readonly rank: number })[]>`
    with ${imagesPresent(hosts, position)}, ${containersPresent({ hosts, position })}
    select 1 as rank, 'image' as kind, image as id from present where image = ${digest}
    union
    (select 1, 'layer', chain_id from ${layersPresent} where chain_id = ${digest} limit 1)
    union
    select 1, 'container', id from containers where id = ${digits}
    union
    select 2, 'tag', name from named where name = ${familiarReference(ref)}
    union
    select 3, 'container', id from containers where name = ${ref}
    order by rank`;
  return rows.filter(({ rank }) => rank === rows[0]?.rank);
}

async function nodesThatBegin(
  { prisma }: Database,
  ref: string,
  { hosts, position }: Moment,
): Promise<readonly FoundNode[]> {
  const { digest, digits } = idIn(ref);
  if (digest === '') return [];
  return prisma.$queryRaw<readonly FoundNode[]>`
    with ${imagesPresent(hosts, position)}, ${containersPresent({ hosts, position })}
    select 'image' as kind, image as id from present where starts_with(image, ${digest})
    union
    select 'layer', chain_id from ${layersPresent} where starts_with(chain_id, ${digest})
    union
    select 'container', id from containers where ${digits} <> '' and starts_with(id, ${digits})
    order by kind, id`;
}

/** The id that a reference may be, or the beginning of one: an image's or a layer's has `sha256:` before it, a container's has not. */
function idIn(ref: string): { readonly digest: string; readonly digits: string } {
  const [, algorithm, digits] = /^(sha256:)?([0-9a-f]{1,64})$/.exec(ref) ?? [];
  if (digits === undefined) return { digest: '', digits: '' };
  return { digest: `sha256:${digits}`, digits: algorithm === undefined ? digits : '' };
}
