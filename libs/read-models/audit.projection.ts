import type { RecordedEvent } from '#event-sourcing';
import type { Prisma } from '#prisma';
import { type AuditEvent, AuditFold } from './audit/audit-fold.js';
import { type Command, type Entry, jobIn, type Progress, tokenIn } from './audit/entry.js';
import { type AuditTable, columnsOf, rowsOf, targetRows } from './audit/entry-rows.js';

type Tables = Prisma.TransactionClient;

/** The types of events of which the audit is made. */
export const auditEventTypes: readonly string[] = [
  'JobExited',
  'JobRefused',
  'JobReleased',
  'JobSignalled',
  'JobStarted',
  'JobSubmitted',
  'TokenCreated',
  'TokenRevoked',
] satisfies AuditEvent['type'][];

/** So many rows go into one statement at most. */
const chunkSize = 2_000;

/** Keeps the audit, who ran what: the tables `audit`, `audit_arguments` and `audit_targets`. */
export async function keepAudit(events: readonly RecordedEvent[], tables: Tables): Promise<void> {
  const told = events as readonly AuditEvent[];
  const known = await knownJobs(told, tables);
  const fold = new AuditFold();
  fold.know(known, await knownNames(told, tables));
  for (const event of told) fold.take(event);
  const stored = new Set([...known.values()].map(({ command }) => command.position));
  const isStored = ({ command }: Entry) => stored.has(command.position);
  const { begun = [], changed = [] } = Object.groupBy([...fold.ended(), ...fold.rest()], (entry) =>
    isStored(entry) ? 'changed' : 'begun',
  );
  await update(changed, tables);
  for (const [table, rows] of rowsOf(begun)) await add(table, rows, tables);
  await add('audit_targets', targetRows(changed), tables);
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

/** Adds rows, given as JSON. */
const additions: Readonly<Record<AuditTable, (tables: Tables, rows: string) => Promise<unknown>>> = {
  audit: (tables, rows) => tables.$executeRaw`
    insert into audit select * from json_populate_recordset(null::audit, ${rows}::json)`,
  audit_arguments: (tables, rows) => tables.$executeRaw`
    insert into audit_arguments select * from json_populate_recordset(null::audit_arguments, ${rows}::json)`,
  audit_targets: (tables, rows) => tables.$executeRaw`
    insert into audit_targets select * from json_populate_recordset(null::audit_targets, ${rows}::json)`,
};

async function add(table: AuditTable, rows: readonly object[], tables: Tables): Promise<void> {
  for (const chunk of chunksOf(rows)) await additions[table](tables, JSON.stringify(chunk));
}

async function update(entries: readonly Entry[], tables: Tables): Promise<void> {
  const rows = entries.map(({ command: { position }, progress }) => ({ ...columnsOf(progress), position }));
  for (const chunk of chunksOf(rows)) {
    await tables.$executeRaw`
      update audit
      set turns = told.turns, started_at = told.started_at, ended = told.ended, ended_at = told.ended_at, outcome = told.outcome,
          status = told.status, signal = told.signal, error_code = told.error_code, error_message = told.error_message
      from json_populate_recordset(null::audit, ${JSON.stringify(chunk)}::json) as told
      where audit.position = told.position`;
  }
}

function* chunksOf<Row>(rows: readonly Row[]): Generator<readonly Row[]> {
  for (let start = 0; start < rows.length; start += chunkSize) yield rows.slice(start, start + chunkSize);
}
