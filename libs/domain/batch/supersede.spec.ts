import { describe, expect, it } from 'vitest';
import { type SupersedableBatch, supersededBy } from './supersede.js';

function batch(pid: number, rest: Partial<SupersedableBatch> = {}): SupersedableBatch {
  return { id: `b${pid}`, actor: 'ann', supersede: { key: 'main', running: false }, pid, isEnded: false, ...rest };
}

describe('a batch with a key', () => {
  it('takes the place of the older ones of its actor and key that have not ended', () => {
    const others = [
      batch(1),
      batch(2, { supersede: { key: 'main', running: true } }),
      batch(3, { isEnded: true }),
      batch(4, { actor: 'bob' }),
      batch(5, { supersede: { key: 'other', running: false } }),
      batch(6, { supersede: undefined }),
      batch(7),
      batch(8),
      batch(0, { supersededBy: { running: false } }),
    ];
    expect(supersededBy(batch(7), others)).toEqual([
      { batch: 'b1', by: 'b7', running: false },
      { batch: 'b2', by: 'b7', running: false },
    ]);
    expect(supersededBy(batch(7, { supersede: { key: 'main', running: true } }), [batch(1)])).toEqual([
      { batch: 'b1', by: 'b7', running: true },
    ]);
    const again = batch(9, { supersede: { key: 'main', running: true } });
    const gone = [batch(1, { supersededBy: { running: false } }), batch(2, { supersededBy: { running: true } })];
    expect(supersededBy(again, gone)).toEqual([{ batch: 'b1', by: 'b9', running: true }]);
    expect(supersededBy(batch(7, { supersede: undefined }), others)).toEqual([]);
  });
});
