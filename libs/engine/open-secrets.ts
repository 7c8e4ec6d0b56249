import type { Job } from '#domain';
import { DomainError } from '#event-sourcing';
import type { SecretStore } from './ports/index.js';

/** The secrets of a job in plain, or why it cannot have them: without them it must not act. */
export async function openSecrets(job: Job, store: SecretStore): Promise<readonly string[] | DomainError> {
  if (job.secrets === undefined) return [];
  try {
    const secrets = await store.get(job.id);
    // Of two requests that came at once with the same idempotency key, the store may have those of the other.
    const recorded = JSON.stringify([job.args, job.env]);
    const own = secrets.filter((secret) => recorded.includes(store.fingerprint(secret)));
    if (own.length >= job.secrets) return secrets;
    return new DomainError('conflict', 'secrets-lost', 'The secrets of the job are gone. Submit the command again.');
  } catch (error) {
    if (error instanceof DomainError && error.code === 'secret-unreadable') return error;
    throw error;
  }
}
