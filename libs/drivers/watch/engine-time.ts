/** A moment as an engine writes it, RFC 3339 in the zone of its host and as short as can be: in UTC with all nine digits, so that text compares as time. */
export function toUtc(text: string): string {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) return '';
  const [, fraction = ''] = /\.(\d+)/.exec(text) ?? [];
  return inUtc(Math.floor(ms / 1_000), fraction.padEnd(9, '0').slice(0, 9));
}

/** The same for the nanoseconds since 1970 that an event tells. They are beyond the exact integers of a double: text keeps them. */
export function fromNanoseconds(nanoseconds: string): string {
  return inUtc(Number(nanoseconds.slice(0, -9)), nanoseconds.slice(-9));
}

/** The engine's own way to write a moment in a query: seconds and nanoseconds since 1970. */
export function sinceOf(at: string): string {
  const [, fraction = '0'] = /\.(\d+)/.exec(at) ?? [];
  return `${Math.floor(Date.parse(at) / 1_000)}.${fraction.padEnd(9, '0')}`;
}

function inUtc(seconds: number, nanoseconds: string): string {
  return `${new Date(seconds * 1_000).toISOString().slice(0, 19)}.${nanoseconds}Z`;
}
