import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestAuthority } from '#testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTls } from './certificates.js';

describe('the certificates of a door', () => {
  const authority = new TestAuthority('Longshore test');
  let directory: string;
  let sound: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'longshore-tls-'));
    sound = await authority.issueInto(join(directory, 'sound'), { name: 'longshore' });
  });
  afterAll(() => rm(directory, { recursive: true }));

  /** A sound folder in which one file has another content. */
  const spoilt = async (file: string, content: string) => {
    const folder = await authority.issueInto(join(directory, `${file}-${content.length}`), { name: 'longshore' });
    await writeFile(join(folder, file), content);
    return folder;
  };
  const refusal = (folder: string | undefined) =>
    readTls(folder, 'tls://0.0.0.0:7376').then(
      () => 'taken',
      (error: unknown) => `${(error as { readonly code: string }).code}: ${String(error)}`,
    );

  it('want a certificate of each client that the authority has signed', async () => {
    expect(await readTls(sound, 'tls://0.0.0.0:7376')).toMatchObject({
      ca: authority.cert,
      requestCert: true,
      rejectUnauthorized: true,
    });
  });

  it('are all three there, readable, in PEM, valid now and of one pair: else it is said which is not', async () => {
    const expired = authority.issue({ name: 'longshore', validTo: new Date('2026-01-02T00:00:00Z') });
    const other = authority.issue({ name: 'other' });
    await rm(join(await spoilt('ca.pem', ''), 'ca.pem'));
    expect(await refusal(undefined)).toMatch(/^door-invalid: .*set LONGSHORE_TLS_DIR/);
    expect(await refusal(join(directory, 'none'))).toMatch(/^door-invalid: .*none\/ca\.pem is missing/);
    expect(await refusal(join(directory, 'ca.pem-0'))).toMatch(/ca\.pem is missing/);
    expect(await refusal(await spoilt('cert.pem', 'nothing'))).toMatch(/cert\.pem holds no certificate in PEM/);
    expect(await refusal(await spoilt('key.pem', 'nothing'))).toMatch(/key\.pem holds no private key/);
    expect(await refusal(await spoilt('key.pem', other.key))).toMatch(/key\.pem .* is not the key of cert\.pem/);
    expect(await refusal(await spoilt('cert.pem', expired.cert))).toMatch(/cert\.pem expired on Jan {2}2/);
  });
});
