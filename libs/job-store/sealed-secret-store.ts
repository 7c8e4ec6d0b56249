import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { SecretStore } from '#engine';
import { DomainError } from '#event-sourcing';
import type { Database } from '#prisma';

const ivBytes = 12;
const tagBytes = 16;

/** Keeps secrets in Postgres, sealed with AES-256-GCM; the key comes from the environment and is in no store. */
export class SealedSecretStore implements SecretStore {
  readonly #sealing: Buffer;
  readonly #marking: Buffer;

  /** @param key 32 bytes, base64 */
  constructor(
    private readonly database: Database,
    key: string,
  ) {
    const bytes = Buffer.from(key, 'base64');
    if (bytes.length !== 32) {
      throw new DomainError(
        'invalid',
        'secret-key-invalid',
        'LONGSHORE_SECRET_KEY must be 32 bytes in base64. Make one with: openssl rand -base64 32',
      );
    }
    this.#sealing = Buffer.from(hkdfSync('sha256', bytes, '', 'longshore secrets', 32));
    this.#marking = Buffer.from(hkdfSync('sha256', bytes, '', 'longshore fingerprints', 32));
  }

  fingerprint(secret: string): string {
    return `secret:${createHmac('sha256', this.#marking).update(secret).digest('base64url').slice(0, 22)}`;
  }

  async put(job: string, secrets: readonly string[]): Promise<void> {
    const data = secrets.map((secret, seq) => ({ job, seq, sealed: this.#seal(job, secret) }));
    await this.database.prisma.jobSecret.createMany({ data, skipDuplicates: true });
  }

  async get(job: string): Promise<readonly string[]> {
    const rows = await this.database.prisma.jobSecret.findMany({ where: { job }, orderBy: { seq: 'asc' } });
    return rows.map((row) => this.#open(job, Buffer.from(row.sealed)));
  }

  async drop(job: string): Promise<void> {
    await this.database.prisma.jobSecret.deleteMany({ where: { job } });
  }

  async held(): Promise<readonly string[]> {
    const rows = await this.database.prisma.jobSecret.findMany({ distinct: ['job'], select: { job: true } });
    return rows.map(({ job }) => job);
  }

  /** The job's id is bound in: a sealed secret moved to another job does not open. */
  #seal(job: string, secret: string): Buffer<ArrayBuffer> {
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv('aes-256-gcm', this.#sealing, iv).setAAD(Buffer.from(job));
    const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), sealed]);
  }

  #open(job: string, sealed: Buffer): string {
    const decipher = createDecipheriv('aes-256-gcm', this.#sealing, sealed.subarray(0, ivBytes))
      .setAAD(Buffer.from(job))
      .setAuthTag(sealed.subarray(ivBytes, ivBytes + tagBytes));
    try {
      return decipher.update(sealed.subarray(ivBytes + tagBytes), undefined, 'utf8') + decipher.final('utf8');
    } catch (cause) {
      const message =
        'A secret of the job does not open: LONGSHORE_SECRET_KEY is another than when it was sealed. Submit the command again.';
      throw new DomainError('conflict', 'secret-unreadable', message, { cause });
    }
  }
}
