import type { AuditEntry } from '../../api/answers.js';

/** An entry in the tree of jobs. */
export interface TreeRow {
  readonly entry: AuditEntry;
  /** How many jobs of the list it stands under. */
  readonly depth: number;
}

/** Puts each job under the one that submitted it, where that one is in the list; otherwise leaves the order. */
export function inTree(entries: readonly AuditEntry[]): readonly TreeRow[] {
  const known = new Set(entries.map(({ job }) => job));
  const children = Map.groupBy(entries, ({ parent }) => (parent !== null && known.has(parent) ? parent : ''));
  const below = (parent: string, depth: number): readonly TreeRow[] =>
    (children.get(parent) ?? []).flatMap((entry) => [
      { entry, depth },
      ...(entry.job === null ? [] : below(entry.job, depth + 1)),
    ]);
  return below('', 0);
}
