/**
 * What a token may do. `admin` is everything but `host`; `host` is apart from all others: it gives what amounts to
 * power over the host itself, such as binding its directories.
 */
export const rights = ['read', 'build', 'run', 'network', 'image', 'admin', 'host'] as const;

export type Right = (typeof rights)[number];

/** Whether someone with these rights may do what needs `right`. Any right includes `read`. */
export function mayDo(held: readonly Right[], right: Right): boolean {
  if (held.includes(right)) return true;
  if (right === 'host') return false;
  return held.includes('admin') || (right === 'read' && held.length > 0);
}
