import { randomUUID } from 'node:crypto';
import type { SecretStore } from '#engine';
import { describe, expect, it } from 'vitest';

/** What every SecretStore keeps to. */
export function secretStoreContract(open: () => SecretStore): void {
  describe('secrets', () => {
    it('come back in order, to their own job alone', async () => {
      const [secrets, job] = [open(), randomUUID()];

      await secrets.put(job, ['hunter2', 'zweiter ñ 😀', 'hunter2 again']);

      expect(await secrets.get(job)).toEqual(['hunter2', 'zweiter ñ 😀', 'hunter2 again']);
      expect(await secrets.get(randomUUID())).toEqual([]);
    });

    it('are kept once when they are put twice', async () => {
      const [secrets, job] = [open(), randomUUID()];

      await secrets.put(job, ['hunter2', 'other']);
      await secrets.put(job, ['hunter2', 'other']);

      expect(await secrets.get(job)).toEqual(['hunter2', 'other']);
    });

    it('are held until they are dropped', async () => {
      const [secrets, kept, dropped] = [open(), randomUUID(), randomUUID()];
      await secrets.put(kept, ['hunter2', 'other']);
      await secrets.put(dropped, ['hunter2']);

      await secrets.drop(dropped);

      expect(await secrets.get(dropped)).toEqual([]);
      const held = await secrets.held();
      expect(held.filter((job) => job === kept)).toHaveLength(1);
      expect(held).not.toContain(dropped);
    });

    it('are told apart by fingerprints that tell nothing of them', () => {
      const secrets = open();

      const fingerprint = secrets.fingerprint('hunter2');

      expect(secrets.fingerprint('hunter2')).toBe(fingerprint);
      expect(secrets.fingerprint('hunter3')).not.toBe(fingerprint);
      expect(fingerprint).toMatch(/^secret:[\w-]{22}$/);
    });
  });
}
