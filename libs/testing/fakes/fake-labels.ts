/** Whether labels match a filter, `key` or `key=value`. */
export function hasLabel(labels: Readonly<Record<string, string>>, filter: string | undefined): boolean {
  if (filter === undefined) return true;
  const separator = filter.indexOf('=');
  return separator < 0 ? filter in labels : labels[filter.slice(0, separator)] === filter.slice(separator + 1);
}
