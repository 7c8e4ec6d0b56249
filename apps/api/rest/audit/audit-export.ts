import type { AuditEntry } from '#read-models';

/** How all entries are written, one after the other. */
export interface ExportForm {
  readonly mediaType: string;
  readonly extension: string;
  /** What comes before the first. */
  readonly head: string;
  line(entry: AuditEntry): string;
}

/** The columns of CSV, in their order. */
const columns: Readonly<Record<string, (entry: AuditEntry) => string | number | null>> = {
  position: ({ position }) => position,
  time: ({ time }) => time,
  actor: ({ actor }) => actor,
  actorKind: ({ actorKind }) => actorKind,
  token: ({ token }) => token,
  address: ({ address }) => address,
  userAgent: ({ userAgent }) => userAgent,
  name: ({ name }) => name,
  targets: ({ targets }) => targets.map(({ kind, ref }) => `${kind} ${ref}`).join('; '),
  host: ({ host }) => host,
  outcome: ({ outcome }) => outcome,
  status: ({ status }) => status,
  signal: ({ signal }) => signal,
  errorCode: ({ error }) => error?.code ?? null,
  error: ({ error }) => error?.message ?? null,
  startedAt: ({ startedAt }) => startedAt,
  endedAt: ({ endedAt }) => endedAt,
  durationMs: ({ durationMs }) => durationMs,
  job: ({ job }) => job,
  parent: ({ parent }) => parent,
  correlation: ({ correlation }) => correlation,
  args: ({ args }) => JSON.stringify(args),
};

/** RFC 4180, with a header row. */
const csv: ExportForm = {
  mediaType: 'text/csv; charset=utf-8; header=present',
  extension: 'csv',
  head: `${Object.keys(columns).join(',')}\r\n`,
  line: (entry) =>
    `${Object.values(columns)
      .map((column) => cell(column(entry)))
      .join(',')}\r\n`,
};

/** One JSON object a line. */
const ndjson: ExportForm = {
  mediaType: 'application/x-ndjson; charset=utf-8',
  extension: 'ndjson',
  head: '',
  line: (entry) => `${JSON.stringify(entry)}\n`,
};

export const exportForms: Readonly<Record<'csv' | 'ndjson', ExportForm>> = { csv, ndjson };

/** All entries as text, a page of them at a time. */
export async function* exported(
  pages: AsyncIterable<readonly AuditEntry[]>,
  { head, line }: ExportForm,
): AsyncGenerator<string> {
  if (head !== '') yield head;
  for await (const entries of pages) if (entries.length > 0) yield entries.map(line).join('');
}

/** A text that a spreadsheet would take for a formula begins with an apostrophe instead, so that it is shown and not carried out. */
function cell(value: string | number | null): string {
  const text = String(value ?? '');
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The form that a client accepts: of those that we have the one that it names first. */
export function formOf(accept: string | undefined): 'json' | 'csv' | 'ndjson' {
  for (const range of accept?.split(',') ?? []) {
    const type = range.split(';', 1)[0]?.trim().toLowerCase();
    if (type === 'text/csv') return 'csv';
    if (type === 'application/x-ndjson') return 'ndjson';
    if (type === 'application/json') return 'json';
  }
  return 'json';
}
