/** What stands on what: `source` is below `target`. */
export interface Line {
  readonly source: string;
  readonly target: string;
}

/** A column for each step away from what stands on nothing, and a row, which may be between two others. */
export interface Cell {
  readonly column: number;
  readonly row: number;
}

/**
 * Places as of trees, in time that grows as the graph does and no faster: each thing right of what it stands on, beside the middle of
 * what stands on it. What stands on several things is drawn by the one that is farthest right. A circle's things come last.
 */
export function inForest(ids: readonly string[], lines: readonly Line[]): ReadonlyMap<string, Cell> {
  const known = new Set(ids);
  const edges = lines.filter(({ source, target }) => known.has(source) && known.has(target));
  const above = Map.groupBy(edges, ({ source }) => source);
  const waits = new Map<string, number>();
  for (const { target } of edges) waits.set(target, (waits.get(target) ?? 0) + 1);
  const columns = new Map<string, number>();
  const trunk = new Map<string, string>();
  const ready = ids.filter((id) => !waits.has(id));
  for (let next = 0; next < ready.length; next += 1) {
    const id = ready[next] ?? '';
    const column = columns.get(id) ?? 0;
    columns.set(id, column);
    for (const { target } of above.get(id) ?? []) {
      if (column + 1 > (columns.get(target) ?? 0)) {
        columns.set(target, column + 1);
        trunk.set(target, id);
      }
      const left = (waits.get(target) ?? 1) - 1;
      waits.set(target, left);
      if (left === 0) ready.push(target);
    }
  }
  const placed = new Set(ready);
  const rows = rowsOf([...ready, ...ids.filter((id) => !placed.has(id))], trunk);
  return new Map(ids.map((id) => [id, { column: columns.get(id) ?? 0, row: rows.get(id) ?? 0 }]));
}

/** A row for each leaf, from the top down, and between its branches for what bears some. */
function rowsOf(ids: readonly string[], trunk: ReadonlyMap<string, string>): ReadonlyMap<string, number> {
  const branches = Map.groupBy(
    ids.filter((id) => trunk.has(id)),
    (id) => trunk.get(id) ?? '',
  );
  const order = ids.filter((id) => !trunk.has(id)).toReversed();
  const fromTheTop: string[] = [];
  for (let id = order.pop(); id !== undefined; id = order.pop()) {
    fromTheTop.push(id);
    order.push(...(branches.get(id) ?? []).toReversed());
  }
  const rows = new Map<string, number>();
  let leaves = 0;
  for (const id of fromTheTop) if (!branches.has(id)) rows.set(id, leaves++);
  for (const id of fromTheTop.toReversed()) {
    const [first, last] = [branches.get(id)?.[0], branches.get(id)?.at(-1)];
    if (first !== undefined && last !== undefined) rows.set(id, ((rows.get(first) ?? 0) + (rows.get(last) ?? 0)) / 2);
  }
  return rows;
}
