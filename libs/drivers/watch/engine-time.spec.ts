import { describe, expect, it } from 'vitest';
import { fromNanoseconds, sinceOf, toUtc } from './engine-time.js';

describe('a moment that an engine tells', () => {
  it.each([
    ['2026-11-24T06:37:48.094626931Z', '2026-11-24T06:37:48.094626931Z'],
    ['2026-11-24T06:37:48.09Z', '2026-11-24T06:37:48.090000000Z'],
    ['2026-11-24T06:37:48Z', '2026-11-24T06:37:48.000000000Z'],
    ['2026-11-24T07:37:48.094626931+01:00', '2026-11-24T06:37:48.094626931Z'],
    ['2026-11-23T22:07:48.5-08:30', '2026-11-24T06:37:48.500000000Z'],
    ['1969-12-31T23:59:59.25Z', '1969-12-31T23:59:59.250000000Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000000000Z'],
    ['', ''],
  ])('%s is %s in UTC', (text, utc) => expect(toUtc(text)).toBe(utc));

  it('compares as text as it does in time', () => {
    const moments = ['2026-11-24T07:00:00.5+01:00', '2026-11-24T06:00:00.51Z', '2026-11-24T05:30:01-00:30'];
    expect(moments.map(toUtc).toSorted()).toEqual(moments.map(toUtc));
  });

  it('is asked for by its seconds and nanoseconds, whatever its zone', () => {
    expect(sinceOf(fromNanoseconds('1795502268094626931'))).toBe('1795502268.094626931');
    expect(sinceOf('2026-11-24T06:37:48.5Z')).toBe('1795502268.500000000');
    expect(sinceOf('2026-11-24T07:37:48.5+01:00')).toBe('1795502268.500000000');
    expect(sinceOf('2026-11-24T06:37:48Z')).toBe('1795502268.000000000');
  });
});
