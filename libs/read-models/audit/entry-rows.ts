import type { Entry, Progress } from './entry.js';
import { wordsOf } from './audit-words.js';

/** The rows of entries by their tables. Those of one table have all its columns, in the same order. */
export function rowsOf(entries: readonly Entry[]): ReadonlyMap<AuditTable, readonly object[]> {
  const rows: readonly (readonly [AuditTable, readonly object[]])[] = [
    ['audit', entries.map(({ command, progress }) => ({ ...command, ...columnsOf(progress) }))],
    [
      'audit_arguments',
      entries.map(({ command: { position, name }, args, texts }) => ({
        position,
        args,
        words: wordsOf(name, args, texts),
      })),
    ],
    ['audit_targets', targetRows(entries)],
  ];
  return new Map(rows.filter(([, ofTable]) => ofTable.length > 0));
}

/** The tables of the audit. */
export type AuditTable = 'audit' | 'audit_arguments' | 'audit_targets';

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
