import type { Database } from '#prisma';
import type { Unit } from './prepare-unit.js';

/** What became of a unit: a row of the SQL function append_events, which says what each outcome means. */
export interface UnitOutcome {
  readonly outcome: 'recorded' | 'repeated' | 'id-taken' | 'conflict';
  readonly first_position: bigint | null;
  readonly versions: readonly number[] | null;
  readonly stream: string | null;
  readonly actual: number | null;
}

const maxEvents = 500;
const maxBytes = 4 * 1024 * 1024;

/** Opens a batch of bounded size, in which no event may stand twice. Its first unit always has room. */
export function openBatch(): (unit: Unit) => boolean {
  const ids = new Set<string>();
  let bytes = 0;
  return (unit) => {
    const isFull = ids.size + unit.events.length > maxEvents || bytes + unit.bytes > maxBytes;
    if (ids.size > 0 && (isFull || unit.events.some(({ id }) => ids.has(id)))) return false;
    for (const { id } of unit.events) ids.add(id);
    bytes += unit.bytes;
    return true;
  };
}

/**
 * Appends units in one statement, which is one transaction and one round trip. Bodies go as one text, a line each, since
 * canonical JSON has no line breaks: neither side then has to escape them.
 */
export function appendBatch({ prisma }: Database, batch: readonly Unit[]): Promise<readonly UnitOutcome[]> {
  const events = batch.flatMap((unit, index) => unit.events.map((event) => ({ ...event, unit: index + 1 })));
  const streams = [...new Set(events.map(({ stream }) => stream))];
  const numbers = new Map(streams.map((stream, index) => [stream, index + 1]));
  return prisma.$queryRaw<UnitOutcome[]>`
    select outcome, first_position, versions, stream, actual
    from append_events(
      ${streams}::text[],
      ${events.map(({ unit }) => unit)}::integer[],
      ${events.map(({ stream }) => numbers.get(stream))}::integer[],
      ${events.map(({ expected }) => expected)}::integer[],
      ${events.map(({ id }) => id)}::uuid[],
      ${events.map(({ type }) => type)}::text[],
      ${events.map(({ time }) => time)}::timestamptz[],
      string_to_array(${events.map(({ body }) => body).join('\n')}, E'\\n'))`;
}
