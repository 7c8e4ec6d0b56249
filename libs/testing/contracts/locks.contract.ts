import { randomUUID } from 'node:crypto';
import type { Locks } from '#engine';
import { describe, expect, it } from 'vitest';

/** What all Locks keep to. `open` gives the locks of one process; those that it gives at several calls are shared. */
export function locksContract(open: () => Locks): void {
  describe('a lock', () => {
    it('lets one work at a time, and each with its own result', async () => {
      const [one, other, key] = [open(), open(), randomUUID()];
      let inside = 0;
      let most = 0;
      const work = async (n: number) => {
        most = Math.max(most, ++inside);
        await new Promise((resolve) => setImmediate(resolve));
        inside--;
        return n;
      };

      const all = Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? one : other).withLock(key, () => work(n)));

      expect(await Promise.all(all)).toEqual(all.map((_, n) => n));
      expect(most).toBe(1);
    });

    it('does not hold up those who want another key', async () => {
      const locks = open();
      const inner = Promise.withResolvers<string>();

      const held = locks.withLock(randomUUID(), () => inner.promise);
      await locks.withLock(randomUUID(), async () => inner.resolve('met'));

      expect(await held).toBe('met');
    });

    it('is free again when its work throws, and the error is told', async () => {
      const [locks, key] = [open(), randomUUID()];

      await expect(locks.withLock(key, () => Promise.reject(new Error('it went wrong')))).rejects.toThrow(
        'it went wrong',
      );

      expect(await locks.withLock(key, async () => 'next')).toBe('next');
    });
  });
}
