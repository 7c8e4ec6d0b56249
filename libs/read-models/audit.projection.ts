import type { RecordedJobEvent, RecordedTokenEvent } from '#domain';
import type { RecordedEvent } from '#event-sourcing';
import type { Prisma } from '#prisma';
import { jobIn, type NewEntry, nothingYet, type Progress, tokenIn } from './audit/new-entry.js';
import { AuditFold, type KnownJob, type TargetRow } from './audit/audit-fold.js';
import { wordsOf } from './audit/audit-words.js';

type Tables = Prisma.TransactionClient;
type AuditEvent = RecordedJobEvent | RecordedTokenEvent;

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
  const fold = new AuditFold(await knownJobs(told, tables), await knownNames(told, tables));
  for (const event of told) fold.take(event);
  const begun = new Set(fold.entries.map(({ command }) => command.position));
  const changed = [...fold.progress].filter(([position]) => !begun.has(position));
  for (const entries of chunksOf(fold.entries)) await addEntries(entries, fold.progress, tables);
  for (const changes of chunksOf(changed)) await updateEntries(changes, tables);
  for (const targets of chunksOf(fold.targets)) await addTargets(targets, tables);
}

interface KnownRow extends Pick<KnownJob, 'name' | 'host' | 'args'> {
  readonly job: string;
  readonly position: bigint;
  readonly turns: readonly bigint[];
  readonly started_at: Date | null;
}

/** The jobs that some of these events are of, and that began before. */
async function knownJobs(events: readonly AuditEvent[], tables: Tables): Promise<Map<string, KnownJob>> {
  const begun = new Set(
    events.filter(({ type }) => type === 'JobSubmitted' || type === 'JobRefused').map(({ stream }) => stream),
  );
  const wanted = events.filter(({ stream }) => stream.startsWith('job-') && !begun.has(stream)).map(jobIn);
  if (wanted.length === 0) return new Map();
  const rows = await tables.$queryRaw<readonly KnownRow[]>`
    select distinct on (job) job, position, name, host, args, turns, started_at
    from audit join audit_arguments using (position)
    where job = any(${[...new Set(wanted)]}::uuid[]) order by job, position`;
  return new Map(rows.map((row) => [row.job, knownJob(row)]));
}

function knownJob({ position, name, host, args, turns, started_at: startedAt }: KnownRow): KnownJob {
  const progress = { ...nothingYet, turns: turns.map(Number), started_at: startedAt?.toISOString() ?? null };
  return { position: Number(position), name, host, args, progress };
}

/** The names of the tokens that some of these events revoke, by their ids. */
async function knownNames(events: readonly AuditEvent[], tables: Tables): Promise<Map<string, string>> {
  const revoked = events.filter(({ type }) => type === 'TokenRevoked').map(tokenIn);
  if (revoked.length === 0) return new Map();
  const rows = await tables.$queryRaw<readonly { readonly token: string; readonly called: string }[]>`
    select correlation as token, args ->> 'name' as called
    from audit join audit_arguments using (position)
    where correlation = any(${revoked}::text[]) and name = 'token.create'`;
  return new Map(rows.map(({ token, called }) => [token, called]));
}

async function addEntries(
  entries: readonly NewEntry[],
  progress: ReadonlyMap<number, Progress>,
  tables: Tables,
): Promise<void> {
  const commands = entries.map(({ command }) => ({ ...command, ...progress.get(command.position) }));
  await tables.$executeRaw`
    insert into audit select * from json_populate_recordset(null::audit, ${JSON.stringify(commands)}::json)`;
  const asked = entries.map(({ command, args, texts }) => ({
    position: command.position,
    args,
    words: wordsOf(command.name, args, texts),
  }));
  await tables.$executeRaw`
    insert into audit_arguments (position, args, words)
    select position, args, to_tsvector('simple', words)
    from json_to_recordset(${JSON.stringify(asked)}::json) as asked (position bigint, args jsonb, words text)`;
}

async function updateEntries(changes: readonly (readonly [number, Progress])[], tables: Tables): Promise<void> {
  const rows = changes.map(([position, progress]) => ({ position, ...progress }));
  await tables.$executeRaw`
    update audit
    set turns = told.turns, started_at = told.started_at, ended = told.ended, ended_at = told.ended_at, outcome = told.outcome,
        status = told.status, signal = told.signal, error_code = told.error_code, error_message = told.error_message
    from json_populate_recordset(null::audit, ${JSON.stringify(rows)}::json) as told
    where audit.position = told.position`;
}

async function addTargets(targets: readonly TargetRow[], tables: Tables): Promise<void> {
  await tables.$executeRaw`
    insert into audit_targets
    select * from json_populate_recordset(null::audit_targets, ${JSON.stringify(targets)}::json)
    on conflict do nothing`;
}

function* chunksOf<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let start = 0; start < items.length; start += chunkSize) yield items.slice(start, start + chunkSize);
}
