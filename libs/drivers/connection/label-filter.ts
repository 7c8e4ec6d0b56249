/** The engine's `filters` for things that carry a label (`key` or `key=value`). */
export function labelFilter(
  filter: { readonly label?: string } | undefined,
): Readonly<Record<string, readonly string[]>> | undefined {
  return filter?.label === undefined ? undefined : { label: [filter.label] };
}
