import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSame } from './change.js';

describe('two values are the same', () => {
  it('whatever the order of their fields, and without those that are undefined', () => {
    expect(isSame({ a: 1, b: [{ c: 2, d: undefined }] }, { b: [{ c: 2 }], a: 1, e: undefined })).toBe(true);
  });

  it('when they are copies', () =>
    fc.assert(fc.property(fc.jsonValue(), (value) => isSame(value, JSON.parse(JSON.stringify(value))))));

  it.each([
    [1, '1'],
    [null, {}],
    [
      [1, 2],
      [2, 1],
    ],
    [[1], [1, 1]],
    [{ a: 1 }, { a: 2 }],
    [{ a: 1 }, { b: 1 }],
    [{ a: 1 }, { a: 1, b: 1 }],
    [{ a: { b: 1 } }, { a: { b: 2 } }],
  ])('but not %j and %j', (one, other) => {
    expect(isSame(one, other)).toBe(false);
    expect(isSame(other, one)).toBe(false);
  });
});
