/** The name that was most likely meant: the one that the fewest changes of a letter lead to; undefined where none is near. */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  let best: { readonly name: string; readonly changes: number } | undefined;
  for (const candidate of known) {
    const limit = best?.changes ?? Math.max(1, Math.floor(name.length / 3)) + 1;
    if (Math.abs(candidate.length - name.length) >= limit) continue;
    const changes = distance(name.toLowerCase(), candidate.toLowerCase());
    if (changes < limit) best = { name: candidate, changes };
  }
  return best?.name;
}

/** ` Did you mean "web"?`, or nothing: to stand at the end of a message. */
export function didYouMean(name: string, known: Iterable<string>): string {
  const nearest = nearestName(name, known);
  return nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
}

/** Letters put in, left out, replaced, or exchanged with their neighbour (optimal string alignment). */
function distance(from: string, to: string): number {
  let before: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let at = 1; at <= from.length; at += 1) {
    const next = [at];
    for (let other = 1; other <= to.length; other += 1) {
      const replaced = (row[other - 1] ?? 0) + (from[at - 1] === to[other - 1] ? 0 : 1);
      const isExchanged = from[at - 1] === to[other - 2] && from[at - 2] === to[other - 1];
      const exchanged = isExchanged ? (before[other - 2] ?? Infinity) + 1 : Infinity;
      next.push(Math.min(replaced, exchanged, (row[other] ?? 0) + 1, (next[other - 1] ?? 0) + 1));
    }
    before = row;
    row = next;
  }
  return row[to.length] ?? 0;
}
