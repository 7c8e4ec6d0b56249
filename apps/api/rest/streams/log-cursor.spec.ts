import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LogCursor, type LogPlace, readPlace, writePlace } from './log-cursor.js';

const timeOf = (ms: number) => `${new Date(1_800_000_000_000 + ms).toISOString().slice(0, -1)}000000Z`;

/** What an engine tells of a log from a place on: everything of its time or later, in the order of the log. */
function behind(log: readonly string[], { since, count }: LogPlace): readonly string[] {
  return log.filter((at) => at >= since).slice(count);
}

describe('the place of a reader in a log', () => {
  it('leads exactly behind what was read, also where times are the same and out of order', () =>
    fc.assert(
      fc.property(
        fc.array(fc.record({ after: fc.integer({ min: 0, max: 700 }), late: fc.integer({ min: 0, max: 400 }) }), {
          minLength: 1,
          maxLength: 60,
        }),
        (steps) => {
          let clock = 0;
          const log = steps.map(({ after, late }) => timeOf((clock += after) - Math.min(late, clock)));
          // A reading begins at the newest of what came before it.
          const cursor = new LogCursor({ since: timeOf(0) });
          for (const [index, at] of log.entries()) {
            const place = readPlace(writePlace(cursor.pass(at)));
            if (!place) throw new Error('what was written can be read');
            expect(behind(log, place)).toEqual(log.slice(index + 1));
          }
        },
      ),
      { numRuns: 300 },
    ));

  it('counts few messages, however long the log', () => {
    const cursor = new LogCursor();
    let most = 0;
    for (let index = 0; index < 10_000; index += 1) most = Math.max(most, cursor.pass(timeOf(index * 10)).count);
    expect(most).toBeLessThanOrEqual(201);
  });

  it('is nothing where somebody else wrote it', () => {
    for (const text of ['', '12', 'now/3', '2026-12-01T10:00:00Z', undefined]) expect(readPlace(text)).toBeUndefined();
  });
});
