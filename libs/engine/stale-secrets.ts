import { isEnded } from '#domain';
import type { JobLog } from './job-log.js';
import type { SecretStore } from './ports/index.js';

/** Finds secrets that no job needs any more: of jobs that ended in the moment when a process died, or that were never recorded. */
export class StaleSecrets {
  #unrecorded: ReadonlySet<string> = new Set();

  constructor(
    private readonly secrets: SecretStore,
    private readonly log: JobLog,
  ) {}

  /** Secrets are put before their job is recorded: one without a job counts as stale when it is seen so twice. */
  async drop(): Promise<void> {
    const unrecorded = new Set<string>();
    for (const id of await this.secrets.held()) {
      const job = await this.log.load(id);
      if (job ? isEnded(job) : this.#unrecorded.has(id)) await this.secrets.drop(id);
      else if (!job) unrecorded.add(id);
    }
    this.#unrecorded = unrecorded;
  }
}
