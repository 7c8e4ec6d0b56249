import type { Entry, Progress } from './entry.js';
import { wordsOf } from './audit-words.js';

/** Rows of the tables of the audit. Those of one table have all its columns, in the same order. */
export interface AuditRows {
  readonly audit: readonly object[];
  readonly audit_arguments: readonly object[];
  readonly audit_targets: readonly object[];
}

/** The rows of entries. */
export function rowsOf(entries: readonly Entry[]): AuditRows {
  return {
    audit: entries.map(({ command, progress }) => ({ ...command, ...columnsOf(progress) })),
    audit_arguments: entries.map(({ command: { position, name }, args, texts }) => ({
      position,
      args,
      words: wordsOf(name, args, texts),
    })),
    audit_targets: targetRows(entries),
  };
}

/** The rows of what entries are about. */
export function targetRows(entries: readonly Entry[]): readonly object[] {
  return entries.flatMap(({ command: { position }, targets }) =>
    targets.map(({ kind, ref, known }) => ({ position, kind, ref, known })),
  );
}

/** What became of a command, as its row has it. */
export function columnsOf({ turns, ...progress }: Progress): object {
  return { turns: `{${turns.join(',')}}`, ...progress };
}
