import { randomBytes, randomUUID } from 'node:crypto';
import { openDatabase } from '#prisma';
import { createDatabase } from '#testing';
import { expectCode, secretStoreContract } from '#testing/contracts';
import { FakeSecretStore } from '#testing/fakes';
import { afterAll, describe, expect, it } from 'vitest';
import { SealedSecretStore } from './sealed-secret-store.js';

const throwAway = await createDatabase();
const database = openDatabase(throwAway.url);
const newKey = () => randomBytes(32).toString('base64');
const key = newKey();
const secrets = new SealedSecretStore(database, key);
afterAll(async () => {
  await database.close();
  await throwAway.drop();
});

describe('FakeSecretStore', () => {
  const fake = new FakeSecretStore();
  secretStoreContract(() => fake);
});

describe('SealedSecretStore', () => {
  secretStoreContract(() => secrets);

  it('keeps no byte of a secret in plain', async () => {
    const job = randomUUID();
    const secret = 'a-canary-that-sings';

    await secrets.put(job, [secret, secret]);

    const rows = await database.prisma.jobSecret.findMany({ where: { job } });
    const sealed = rows.map((row) => Buffer.from(row.sealed));
    expect(sealed.filter((bytes) => bytes.includes(secret) || bytes.includes(secret.slice(0, 6)))).toEqual([]);
    expect(sealed[0]?.equals(sealed[1] ?? sealed[0])).toBe(false);
  });

  it('opens them in any process that has the key, and in no other', async () => {
    const job = randomUUID();
    await secrets.put(job, ['hunter2']);

    expect(await new SealedSecretStore(database, key).get(job)).toEqual(['hunter2']);
    await expectCode(new SealedSecretStore(database, newKey()).get(job), 'secret-unreadable');
  });

  it('does not open what was moved to another job, or changed', async () => {
    const [job, thief, spoilt] = [randomUUID(), randomUUID(), randomUUID()];
    await secrets.put(job, ['hunter2']);
    await secrets.put(spoilt, ['hunter2']);

    await database.prisma
      .$executeRaw`insert into job_secrets select ${thief}::uuid, seq, sealed from job_secrets where job = ${job}::uuid`;
    await database.prisma.$executeRaw`
      update job_secrets set sealed = set_byte(sealed, length(sealed) - 1, (get_byte(sealed, length(sealed) - 1) + 1) % 256) where job = ${spoilt}::uuid`;

    await expectCode(secrets.get(thief), 'secret-unreadable');
    await expectCode(secrets.get(spoilt), 'secret-unreadable');
    expect(await secrets.get(job)).toEqual(['hunter2']);
  });

  it('marks a secret the same in every process that has the key, and another in every other', () => {
    const fingerprint = secrets.fingerprint('hunter2');

    expect(new SealedSecretStore(database, key).fingerprint('hunter2')).toBe(fingerprint);
    expect(new SealedSecretStore(database, newKey()).fingerprint('hunter2')).not.toBe(fingerprint);
  });

  it.each(['', 'too short', randomBytes(31).toString('base64')])('refuses the key "%s"', (wrong) => {
    expect(() => new SealedSecretStore(database, wrong)).toThrow(
      expect.objectContaining({ code: 'secret-key-invalid' }),
    );
  });
});
