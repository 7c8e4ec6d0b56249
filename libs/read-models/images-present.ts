import { reservationTag } from '#domain';
import { Prisma } from '#prisma';
import { versionsAt } from './version-at.js';

/** Tags of Longshore's own begin so; they are no names of an image. */
export const ownTags = reservationTag('');

/** The repository in the column `name`. A colon before a slash is a registry's port. */
export const repositoryOf = Prisma.sql`regexp_replace(name, ':[^:/]*$', '')`;

/** How an image stands: it has a name; it has none, and others were built on it; it has none and nothing is built on it. */
export type ImageState = 'tagged' | 'intermediate' | 'dangling';

/**
 * Tables for a `with`: `present` has what images were on these hosts at the position, `named` which of them had which name, and `images`
 * the first with the state of each. Each host's part is one scan of an index, of what was there then.
 */
export function imagesPresent(hosts: readonly string[], position: number): Prisma.Sql {
  return Prisma.sql`
    present as materialized (
      select v.*, lower(v.valid) as position
      from unnest(${[...hosts]}::text[]) as h (host)
      cross join ${versionsAt(Prisma.sql`image_versions`, Prisma.sql`held.host = h.host`, position)} as v
    ),
    named as materialized (
      select t.host, t.image, t.name
      from unnest(${[...hosts]}::text[]) as h (host)
      cross join ${versionsAt(Prisma.sql`tag_versions`, Prisma.sql`held.host = h.host`, position)} as t
      where not starts_with(t.name, ${ownTags})
    ),
    images as materialized (
      select p.*, case when n.image is not null then 'tagged' when c.parent is not null then 'intermediate' else 'dangling' end as state
      from present p
      left join (select distinct host, image from named) n on n.host = p.host and n.image = p.image
      left join (select distinct host, parent from present) c on c.host = p.host and c.parent = p.image
    )`;
}
