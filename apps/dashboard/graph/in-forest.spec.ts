import { describe, expect, it } from 'vitest';
import { inForest } from './in-forest.js';

const line = (source: string, target: string) => ({ source, target });

describe('places in a forest', () => {
  it('puts each thing right of what it stands on, and beside the middle of what stands on it', () => {
    const places = inForest(['base', 'a', 'b', 'c'], [line('base', 'a'), line('base', 'b'), line('base', 'c')]);
    expect(Object.fromEntries(places)).toEqual({
      base: { column: 0, row: 1 },
      a: { column: 1, row: 0 },
      b: { column: 1, row: 1 },
      c: { column: 1, row: 2 },
    });
  });

  it('draws what stands on several things by the one farthest right', () => {
    const places = inForest(['a', 'b', 'c'], [line('a', 'c'), line('a', 'b'), line('b', 'c'), line('gone', 'c')]);
    expect([...places.values()].map(({ column }) => column)).toEqual([0, 1, 2]);
  });

  it('finds a place for everything in a circle too', () => {
    expect(inForest(['a', 'b'], [line('a', 'b'), line('b', 'a')]).size).toBe(2);
  });

  it('gives no two things the same place, of a large graph and a deep one', () => {
    const ids = Array.from({ length: 20_000 }, (_, index) => `n${index}`);
    const wide = ids.slice(1).map((id, index) => line(`n${Math.floor(index / 3)}`, id));
    const deep = ids.slice(1).map((id, index) => line(`n${index}`, id));
    for (const lines of [wide, deep])
      expect(new Set([...inForest(ids, lines).values()].map(({ column, row }) => `${column} ${row}`)).size).toBe(
        20_000,
      );
  });
});
