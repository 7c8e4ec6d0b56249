import type { ContainerSnapshot } from '#domain';
import { type Database, Prisma } from '#prisma';
import type { FactLog } from './fact-log.js';
import { type FactView, viewFact } from './fact-view.js';
import type { ImagePlace } from './image-bytes.js';
import { containerAt } from './version-at.js';

/** The container that used an image last. */
export interface ImageUse {
  readonly container: string;
  readonly name: string;
  /** What it was at the moment; `removed` when it was gone. */
  readonly state: string;
  /** The fact that it was created on the image, or started. */
  readonly by: FactView;
}

/** Who used an image last, by creating or starting a container on it; undefined when nobody had by the position. */
export async function lastUseOf(
  { prisma }: Database,
  log: FactLog,
  { host, image, position }: ImagePlace & { readonly position: number },
): Promise<ImageUse | undefined> {
  const [row] = await prisma.$queryRaw<readonly { readonly position: bigint; readonly state: string | null }[]>`
    with used as (
      select v.entity, f.position
      from container_versions v
      cross join lateral (select position, type from facts where position = lower(v.valid) limit 1) as f
      where v.image = ${image} and lower(v.valid) <= ${position}::bigint and v.host = ${host}
        and f.type in ('ContainerCreated', 'ContainerStarted')
      order by lower(v.valid) desc limit 1
    )
    select used.position, v.state
    from used left join ${containerAt(Prisma.sql`used.entity`, position)} as v on true`;
  const fact = row && (await log.at([Number(row.position)])).get(Number(row.position));
  if (!row || !fact || !('container' in fact.data)) return undefined;
  const { id, name }: ContainerSnapshot = fact.data.container;
  return { container: id, name, state: row.state ?? 'removed', by: viewFact(fact) };
}
