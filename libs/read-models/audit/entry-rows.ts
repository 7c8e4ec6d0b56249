import type { Entry, Progress } from './entry.js';
import { wordsOf } from './audit-words.js';

/** The tables of the audit. */
type AuditTable = 'audit' | 'audit_arguments' | 'audit_targets';

/** The rows of entries by their tables. Those of one table have all its columns, in the same order. */
export function rowsOf(entries: readonly Entry[]): ReadonlyMap<AuditTable, readonly object[]> {
  const rowOf = ({ command, progress }: Entry) => ({ ...command, ...columnsOf(progress) });
  return new Map([
    ['audit', entries.map(rowOf)],
    ['audit_arguments', entries.map(argumentsOf)],
    ['audit_targets', targetRows(entries)],
  ]);
}

function argumentsOf({ command: { position, name }, args, texts }: Entry): object {
  return { position, args, words: wordsOf(name, args, texts) };
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
