const levels = { 10: 'trace', 20: 'debug', 30: 'info', 40: 'warn', 50: 'ERROR', 60: 'FATAL' };

/** What every line of ours carries, and a person at a terminal need not read. */
const dull = new Set(['hostname', 'level', 'msg', 'pid', 'time', 'v']);

/**
 * A log line for a person: time, level, message and the rest; a line that is not JSON stays as it is.
 *
 * @param {string} line
 */
export function prettyLine(line) {
  const entry = parse(line);
  if (!entry) return line;
  const time = new Date(entry.time).toTimeString().slice(0, 8);
  const level = levels[/** @type {keyof typeof levels} */ (entry.level)] ?? entry.level ?? '';
  const rest = Object.entries(entry).filter(([key]) => !dull.has(key));
  return [
    time,
    String(level).padEnd(5),
    entry.msg,
    ...rest.map(([key, value]) => `${key}=${JSON.stringify(value)}`),
  ].join(' ');
}

/** @param {string} line */
function parse(line) {
  try {
    const entry = JSON.parse(line);
    return typeof entry === 'object' && entry?.time ? entry : undefined;
  } catch {
    return undefined;
  }
}
