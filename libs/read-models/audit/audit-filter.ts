import type { EntityKind, Outcome } from '#domain';
import { Prisma } from '#prisma';
import { searchOf } from './audit-words.js';

/** Which entries of the audit; all that are given must hold. */
export interface AuditFilter {
  readonly actor?: string;
  /** The id of the token. */
  readonly token?: string;
  /** The client's address. */
  readonly address?: string;
  /** The beginning of the client's user agent. */
  readonly userAgent?: string;
  /** A job name, or `signal`, `prune.plan`, `token.create`, `token.revoke`. */
  readonly name?: string;
  /** A name or id of what it is about; of an id twelve digits are enough. */
  readonly target?: string;
  readonly targetKind?: EntityKind;
  readonly host?: string;
  readonly outcome?: Outcome;
  /** The exit status. */
  readonly status?: number;
  /** Seconds from its first start to its end: at least, and less than. */
  readonly longerThan?: number;
  readonly shorterThan?: number;
  /** The id of a job: that job, and the signals to it. */
  readonly job?: string;
  /** The id of the job that submitted it. */
  readonly parent?: string;
  readonly correlation?: string;
  /** Asked at or after; RFC 3339. */
  readonly since?: string;
  /** Asked before; RFC 3339. */
  readonly until?: string;
  /** Words in its arguments, written as for a search engine; what has no word finds nothing. */
  readonly q?: string;
}

const { sql } = Prisma;

/** The times of two events may differ by so much from the order of their positions, since processes have clocks of their own. */
const clockSkew = sql`interval '5 seconds'`;

/** The condition that entries (`audit as a`) pass, by what was known of them at a position; but for the words in them. */
export function conditionOf(filter: AuditFilter, at: number): Prisma.Sql {
  const conditions = [
    filter.actor !== undefined && sql`a.actor = ${filter.actor}`,
    filter.token !== undefined && sql`a.token = ${filter.token} and a.actor = ${actorOf(filter.token)}`,
    filter.address !== undefined && sql`a.source_address = ${filter.address}`,
    filter.userAgent !== undefined && sql`starts_with(a.user_agent, ${filter.userAgent})`,
    filter.name !== undefined && sql`a.name = ${filter.name}`,
    filter.host !== undefined && sql`a.host = ${filter.host}`,
    filter.outcome !== undefined && outcomeAt(filter.outcome, at),
    filter.status !== undefined && sql`a.status = ${filter.status} and a.ended <= ${at}`,
    filter.longerThan !== undefined &&
      sql`a.ended_at - a.started_at >= make_interval(secs => ${filter.longerThan}) and a.ended <= ${at}`,
    filter.shorterThan !== undefined &&
      sql`a.ended_at - a.started_at < make_interval(secs => ${filter.shorterThan}) and a.ended <= ${at}`,
    filter.job !== undefined && sql`a.job = ${filter.job}::uuid`,
    filter.parent !== undefined && sql`a.parent = ${filter.parent}`,
    filter.correlation !== undefined && correlatedWith(filter.correlation),
    filter.since !== undefined && sql`a.time >= ${new Date(filter.since)}`,
    filter.until !== undefined && sql`a.time < ${new Date(filter.until)}`,
  ];
  return Prisma.join([sql`true`, ...conditions.filter((condition) => condition !== false)], ' and ');
}

/** The positions between which entries can be: they are looked up by the times, which follow them but for the skew. */
export function stretchOf(
  { since, until }: AuditFilter,
  { column, through }: { readonly column: Prisma.Sql; readonly through: number },
): Prisma.Sql {
  const bounds = [
    sql`${column} <= ${through}`,
    since !== undefined &&
      sql`${column} >= (
        select position from audit where time >= ${new Date(since)}::timestamptz - ${clockSkew} order by time limit 1)`,
    until !== undefined &&
      sql`${column} <= (
        select position from audit where time <= ${new Date(until)}::timestamptz + ${clockSkew} order by time desc limit 1)`,
  ];
  return Prisma.join(
    bounds.filter((bound) => bound !== false),
    ' and ',
  );
}

/** The condition that arguments (`audit_arguments as g`) pass that have the words. */
export function hasWords({ q }: AuditFilter): Prisma.Sql {
  return q === undefined ? sql`true` : sql`g.words @@ ${searchOf(q) ?? ''}::tsquery`;
}

/** What had not ended at a position was running or queued then, by how often it had turned by then. */
function outcomeAt(outcome: Outcome, at: number): Prisma.Sql {
  if (outcome !== 'running' && outcome !== 'queued') return sql`a.outcome = ${outcome} and a.ended <= ${at}`;
  return sql`int8range(a.position, a.ended) @> ${at}::bigint
    and (select count(*) from unnest(a.turns) as turn where turn <= ${at}) % 2 = ${outcome === 'running' ? 1 : 0}`;
}

/** Whom a token stands for, as its making tells. Commands are indexed by their actors alone. */
function actorOf(token: string): Prisma.Sql {
  return sql`(
    select args ->> 'name' from audit join audit_arguments using (position)
    where correlation = ${token} and name = 'token.create' limit 1)`;
}

/** A job that nothing else led to is correlated with itself. */
function correlatedWith(id: string): Prisma.Sql {
  const isUuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
  if (!isUuid) return sql`a.correlation = ${id}`;
  return sql`(a.correlation = ${id} or a.job = ${id}::uuid and a.correlation is null)`;
}
