/** Keeps what must reach a worker and may stand nowhere in plain: sealed with a key that no store holds, and only while its job lives. */
export interface SecretStore {
  /** What stands for a secret in events: the same for the same value, and telling nothing of it to who has no key. */
  fingerprint(secret: string): string;
  put(job: string, secrets: readonly string[]): Promise<void>;
  /** The secrets of a job; none when it has none, or has ended. */
  get(job: string): Promise<readonly string[]>;
  drop(job: string): Promise<void>;
  /** The jobs of which it keeps secrets. */
  held(): Promise<readonly string[]>;
}
