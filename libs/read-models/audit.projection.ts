import type { RecordedEvent } from '#event-sourcing';
import type { Prisma } from '#prisma';
import { type AuditEvent, AuditFold } from './audit/audit-fold.js';
import { type Command, type Entry, jobIn, type Progress, tokenIn } from './audit/entry.js';
import { columnsOf, rowsOf, targetRows } from './audit/entry-rows.js';

type Tables = Prisma.TransactionClient;

/** The types of events of which the audit is made. */
export const auditEventTypes: readonly string[] = [
  'DoorAdded',
  'DoorRemoved',
  'JobExited',
  'JobRefused',
  'JobReleased',
  'JobSignalled',
  'JobStarted',
  'JobSubmitted',
  'PrunePlanned',
  'TokenCreated',
  'TokenRevoked',
] satisfies AuditEvent['type'][];

/** Keeps the audit, who ran what: the tables `audit`, `audit_arguments` and `audit_targets`. */
export async function keepAudit(events: readonly RecordedEvent[], tables: Tables): Promise<void> {
  const told = events as readonly AuditEvent[];
  const known = await knownJobs(told, tables);
  const fold = new AuditFold();
  fold.know(known, await knownNames(told, tables));
  for (const event of told) fold.take(event);
  const stored = new Set([...known.values()].map(({ command }) => command.position));
  const { begun = [], changed = [] } = Object.groupBy([...fold.ended(), ...fold.rest()], ({ command }) =>
    stored.has(command.position) ? 'changed' : 'begun',
  );
  if (begun.length + changed.length > 0) await write(begun, changed, tables);
}

interface KnownRow extends Pick<Entry, 'args'> {
  readonly job: string;
  /** The whole row. */
  readonly entry: Command & Progress;
}

/** The entries of the jobs that some of these events are of, that began before and have not ended. */
async function knownJobs(events: readonly AuditEvent[], tables: Tables): Promise<ReadonlyMap<string, Entry>> {
  const begun = new Set(
    events.filter(({ type }) => type === 'JobSubmitted' || type === 'JobRefused').map(({ stream }) => stream),
  );
  const wanted = events.filter(({ stream }) => stream.startsWith('job-') && !begun.has(stream)).map(jobIn);
  if (wanted.length === 0) return new Map();
  const rows = await tables.$queryRaw<readonly KnownRow[]>`
    select job, to_jsonb(audit) as entry, args from audit join audit_arguments using (position)
    where job = any(${[...new Set(wanted)]}::uuid[]) and ended is null`;
  return new Map(
    rows.map(({ job, entry, args }) => [job, { command: entry, progress: entry, args, targets: [], texts: [] }]),
  );
}

/** The names of the tokens that some of these events revoke, by their ids. */
async function knownNames(events: readonly AuditEvent[], tables: Tables): Promise<ReadonlyMap<string, string>> {
  const revoked = events.filter(({ type }) => type === 'TokenRevoked').map(tokenIn);
  if (revoked.length === 0) return new Map();
  const rows = await tables.$queryRaw<readonly { readonly token: string; readonly called: string }[]>`
    select correlation as token, args ->> 'name' as called
    from audit join audit_arguments using (position)
    where correlation = any(${revoked}::text[]) and name = 'token.create'`;
  return new Map(rows.map(({ token, called }) => [token, called]));
}

/** Adds entries and changes others, in one statement. */
async function write(begun: readonly Entry[], changed: readonly Entry[], tables: Tables): Promise<void> {
  const added = rowsOf(begun);
  const addedTo = (table: 'audit' | 'audit_arguments') => JSON.stringify(added.get(table));
  const progress = changed.map(({ command: { position }, progress: reached }) => ({ ...columnsOf(reached), position }));
  const targets = targetRows([...begun, ...changed]);
  await tables.$executeRaw`
    with added as (
      insert into audit select * from json_populate_recordset(null::audit, ${addedTo('audit')}::json)
    ), asked as (
      insert into audit_arguments
      select * from json_populate_recordset(null::audit_arguments, ${addedTo('audit_arguments')}::json)
    ), changed as (
      update audit
      set turns = told.turns, started_at = told.started_at, ended = told.ended, ended_at = told.ended_at, outcome = told.outcome,
          status = told.status, signal = told.signal, error_code = told.error_code, error_message = told.error_message
      from json_populate_recordset(null::audit, ${JSON.stringify(progress)}::json) as told
      where audit.position = told.position
    )
    insert into audit_targets select * from json_populate_recordset(null::audit_targets, ${JSON.stringify(targets)}::json)`;
}
