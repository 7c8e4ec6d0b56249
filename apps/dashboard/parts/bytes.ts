const units = ['B', 'kB', 'MB', 'GB', 'TB'];

/** A size as Docker writes it: powers of a thousand. */
export function bytes(size: number): string {
  let value = size;
  let unit = 0;
  while (value >= 1_000 && unit < units.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${units[unit] ?? ''}`;
}
