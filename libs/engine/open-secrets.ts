import type { Job } from '#domain';
import { DomainError } from '#event-sourcing';
import type { SecretStore } from './ports/index.js';

/** The secrets of a job in plain, or why it cannot have them: without them it must not act. */
export async function openSecrets(job: Job, store: SecretStore): Promise<readonly string[] | DomainError> {
  if (job.secrets === undefined) return [];
  try {
    const secrets = await store.get(job.id);
    if (secrets.length >= job.secrets) return secrets;
    return new DomainError('conflict', 'secrets-lost', 'The secrets of the job are gone. Submit the command again.');
  } catch (error) {
    if (error instanceof DomainError && error.code === 'secret-unreadable') return error;
    throw error;
  }
}
