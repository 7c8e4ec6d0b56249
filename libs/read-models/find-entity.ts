import { DomainError } from '#event-sourcing';
import { type Database, Prisma } from '#prisma';
import { ambiguous } from './ambiguous.js';
import type { FactLog, FactRow } from './fact-log.js';
import { viewFact } from './fact-view.js';
import type { RecordedFact } from './history/told-after.js';
import { hostsOf } from './hosts-on-record.js';
import { eventAt, versionAt, versionsAt } from './version-at.js';
import { whoDid } from './who-did.js';

/** What is looked for by name or id. */
export type NamedKind = 'container' | 'network' | 'volume';

/** Which of these, and as of when. */
export interface Sought {
  readonly kind: NamedKind;
  /** A name, an id or the beginning of one. */
  readonly ref: string;
  readonly position: number;
  /** On this host alone. */
  readonly host?: string;
}

/** Something that was found. */
export interface Found {
  readonly entity: number;
  readonly host: string;
  readonly id: string;
}

interface Candidate extends Found {
  readonly name: string;
}

/** The tables of what these were, each with a name and a row for each fact. */
export const versionsOf: Readonly<Record<NamedKind, Prisma.Sql>> = {
  container: Prisma.sql`container_versions`,
  network: Prisma.sql`network_versions`,
  volume: Prisma.sql`volume_versions`,
};

const notFoundCodes = {
  container: 'container-not-found',
  network: 'network-not-found',
  volume: 'volume-not-found',
} as const;

/** Finds containers, networks and volumes as Docker does: a whole id wins over a name, and a name over the beginning of an id. */
export class EntityFinder {
  constructor(
    private readonly database: Database,
    private readonly log: FactLog,
  ) {}

  /**
   * What was there at the position by that name or id.
   *
   * @throws DomainError `container-not-found` (or `network-`, `volume-`), which says when it was there, if ever; `ambiguous-id`, which lists the candidates
   */
  async find(sought: Sought): Promise<Found> {
    const found = theOne(await this.#there(sought), sought);
    if (found) return found;
    throw notFound(sought, await this.#advice(sought));
  }

  /** The same, with the fact that tells what it was. */
  async factOf(sought: Sought): Promise<Found & { readonly position: number; readonly fact: RecordedFact }> {
    const found = await this.find(sought);
    const { kind, position } = sought;
    const [row] = await this.database.prisma.$queryRaw<readonly FactRow[]>`
      select e.position, e.version, e.body
      from ${versionAt(versionsOf[kind], Prisma.sql`held.entity = ${found.entity}`, position)} as v
      cross join ${eventAt(Prisma.sql`lower(v.valid)`)} as e`;
    if (!row) throw new Error(`${kind} ${found.id} was there at ${position} and is not found again`);
    return { ...found, position, fact: this.log.factOf(row) };
  }

  /** The same as `find`; and when nothing was there then, what was there last before. */
  async findEver(sought: Sought): Promise<Found> {
    const found = theOne(await this.#there(sought), sought) ?? theOne(await this.#cameBy(sought), sought);
    if (found) return found;
    throw notFound(sought, await this.#advice(sought));
  }

  /** Looks through what was there at the position. That is little, however much there was before it. */
  async #there({ kind, ref, position, host }: Sought): Promise<readonly Candidate[]> {
    const rows = await this.database.prisma.$queryRaw<readonly Row[]>`
      select v.entity, v.host, e.id, v.name
      from unnest(${await hostsOf(this.database, host)}::text[]) as h (host)
      cross join ${versionsAt(versionsOf[kind], Prisma.sql`held.host = h.host`, position)} as v
      cross join lateral (select id from entities where entity = v.entity limit 1) as e
      where v.name = ${ref} or (${hasIds(kind)} and starts_with(e.id, ${ref}))
      order by v.entity desc`;
    return rows.map(toCandidate);
  }

  /** What came to be by the position: the last one that had the name, and what has such an id. */
  async #cameBy({ kind, ref, position, host }: Sought): Promise<readonly Candidate[]> {
    const hosts = await hostsOf(this.database, host);
    const rows = await this.database.prisma.$queryRaw<readonly Row[]>`
      select named.entity, named.host, e.id, ${ref} as name
      from (select entity, host from ${versionsOf[kind]}
            where name = ${ref} and entity <= ${position}::bigint and host = any(${hosts}::text[])
            order by entity desc limit 1) as named
      cross join lateral (select id from entities where entity = named.entity limit 1) as e
      union
      (select entity, host, id, '' as name from entities
       where ${hasIds(kind)} and kind = ${kind} and id >= ${ref} and id < ${ref} || '~' and starts_with(id, ${ref})
         and entity <= ${position}::bigint and host = any(${hosts}::text[])
       limit ${mostCandidates + 1})`;
    return rows.map(toCandidate);
  }

  /** Where else in time to look. */
  async #advice(sought: Sought): Promise<string> {
    const [earlier] = await this.#cameBy(sought);
    if (earlier) return this.#adviceOnGone(sought, earlier);
    const [later] = await this.#cameBy({ ...sought, position: Number.MAX_SAFE_INTEGER });
    if (later) return `It came to be at position ${later.entity}: ?at=${later.entity} shows it.`;
    return `List them with GET /v1/${sought.kind}s, as they were with ?at=.`;
  }

  async #adviceOnGone({ kind, position }: Sought, { entity, id }: Candidate): Promise<string> {
    const [last] = await this.database.prisma.$queryRaw<readonly { readonly position: bigint }[]>`
      select position from facts where entity = ${entity} and position <= ${position}::bigint order by position desc limit 1`;
    const [fact] = await this.log.inOrder([Number(last?.position ?? entity)]);
    if (!fact?.type.endsWith('Removed')) return `What had that name has another one now; its id is ${id}.`;
    const shown = `It was removed at ${fact.data.at} by ${whoDid(viewFact(fact))}; ?at=${fact.position - 1} shows it as it was before.`;
    return kind === 'container' ? `${shown} Its whole life: GET /v1/containers/${id}/history.` : shown;
  }
}

const mostCandidates = 10;

interface Row {
  readonly entity: bigint;
  readonly host: string;
  readonly id: string;
  readonly name: string;
}

function toCandidate({ entity, ...row }: Row): Candidate {
  return { ...row, entity: Number(entity) };
}

function theOne(candidates: readonly Candidate[], { kind, ref }: Sought): Found | undefined {
  const ranks = [candidates.filter(({ id }) => id === ref), candidates.filter(({ name }) => name === ref), candidates];
  const [first, ...others] = ranks.find(({ length }) => length > 0) ?? [];
  if (first === undefined || others.length === 0) return first;
  const told = [first, ...others].map(
    ({ id, name, host }) => `the ${kind} ${id}${name === '' ? '' : ` (${name})`} on ${host}`,
  );
  throw ambiguous(ref, told);
}

/** A volume has its name alone, and no part of it stands for the whole. */
function hasIds(kind: NamedKind): boolean {
  return kind !== 'volume';
}

function notFound({ kind, ref, host }: Sought, advice: string): DomainError {
  const code = notFoundCodes[kind];
  const where = host === undefined ? '' : ` on ${host}`;
  return new DomainError('not-found', code, `There is no ${kind} "${ref}"${where} at that moment. ${advice}`);
}
