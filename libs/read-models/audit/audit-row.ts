import type { Outcome, Target } from '#domain';

/** A row of `audit` with what stands in the other tables, as it is read. */
export interface AuditRow {
  readonly position: bigint;
  readonly time: Date;
  readonly actor: string;
  readonly actor_kind: string;
  readonly token: string | null;
  readonly source_address: string | null;
  readonly user_agent: string | null;
  readonly name: string;
  readonly host: string | null;
  readonly job: string | null;
  readonly parent: string | null;
  readonly correlation: string | null;
  readonly turns: readonly bigint[];
  readonly started_at: Date | null;
  readonly ended: bigint | null;
  readonly ended_at: Date | null;
  readonly outcome: Outcome | null;
  readonly status: number | null;
  readonly signal: string | null;
  readonly error_code: string | null;
  readonly error_message: string | null;
  readonly args: Readonly<Record<string, unknown>>;
  readonly targets: readonly Target[];
}

/** Who ran what, from where, and what was known of it at a position. */
export type AuditEntry = ReturnType<typeof entryAt>;

/** The entry in a row, as it was at a position. */
export function entryAt(row: AuditRow, at: number) {
  return {
    position: Number(row.position),
    time: row.time.toISOString(),
    actor: row.actor,
    actorKind: row.actor_kind,
    token: row.token,
    address: row.source_address,
    userAgent: row.user_agent,
    name: row.name,
    args: row.args,
    targets: row.targets,
    host: row.host,
    job: row.job,
    parent: row.parent,
    correlation: row.correlation ?? row.job,
    ...runAt(row, at),
    ...endAt(row, at),
  };
}

function runAt({ turns, started_at: startedAt }: AuditRow, at: number) {
  const [first] = turns;
  return { startedAt: first !== undefined && first <= at ? (startedAt?.toISOString() ?? null) : null };
}

function endAt(row: AuditRow, at: number) {
  const { ended, started_at: startedAt, ended_at: endedAt } = row;
  if (ended === null || ended > at) {
    const isRunning = row.turns.filter((turn) => turn <= at).length % 2 === 1;
    const outcome: Outcome = isRunning ? 'running' : 'queued';
    return { outcome, status: null, signal: null, error: null, endedAt: null, durationMs: null };
  }
  return {
    outcome: row.outcome,
    status: row.status,
    signal: row.signal,
    error: row.error_code === null ? null : { code: row.error_code, message: row.error_message ?? '' },
    endedAt: endedAt?.toISOString() ?? null,
    durationMs: startedAt && endedAt ? Math.max(0, endedAt.getTime() - startedAt.getTime()) : null,
  };
}
