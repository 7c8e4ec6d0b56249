import { createHmac, randomBytes } from 'node:crypto';
import { labelsOf, readLabels } from '#domain';
import type { SecretStore } from '#engine';

/** Secrets in memory, under a key of their own. */
export class FakeSecretStore implements SecretStore {
  readonly #key = randomBytes(32);
  readonly #secrets = new Map<string, readonly string[]>();

  fingerprint(secret: string): string {
    return `secret:${createHmac('sha256', this.#key).update(secret).digest('base64url').slice(0, 22)}`;
  }

  /** What the labels of a job say, with their signature. */
  signed(job: string): ReturnType<typeof readLabels>['own'] {
    return readLabels(labelsOf(job, (text) => this.fingerprint(text))).own;
  }

  async put(job: string, secrets: readonly string[]): Promise<void> {
    if (secrets.length > 0 && !this.#secrets.has(job)) this.#secrets.set(job, secrets);
  }

  async get(job: string): Promise<readonly string[]> {
    return this.#secrets.get(job) ?? [];
  }

  async drop(job: string): Promise<void> {
    this.#secrets.delete(job);
  }

  async held(): Promise<readonly string[]> {
    return [...this.#secrets.keys()];
  }
}
