import { isEnded, type Job, type JobCommand, type JobName, type SignalName } from '#domain';
import { DomainError, type EventMetadata } from '#event-sourcing';
import { admit, jobIdFor, mustHold, requestDigest } from './admission.js';
import { type AskedBatch, batchSubmission } from './batches/batch-submission.js';
import type { EngineParts } from './engine-parts.js';
import { Execution } from './execution.js';
import { handlers as allHandlers } from './handlers/index.js';
import type { Handler, Handlers } from './handler.js';
import { JobLog } from './job-log.js';
import { maskSecrets } from './sealing.js';
import { StaleSecrets } from './stale-secrets.js';
import { storable } from './storable.js';
import type { Caller, Submission } from './submission.js';

/** The heart: takes commands in and records them, runs Jobs through the handler of their name, and signals them. */
export class Engine {
  readonly #log: JobLog;
  readonly #handlers: Handlers;
  readonly #executions = new Map<string, Execution>();
  /** Errors whose refusal stands in the log, so that whoever meets them next does not record it again. */
  readonly #recorded = new WeakSet<object>();
  readonly #staleSecrets: StaleSecrets;
  #isDraining = false;

  constructor(private readonly parts: EngineParts) {
    this.#log = new JobLog(parts.store);
    this.#staleSecrets = new StaleSecrets(parts.secrets, this.#log);
    this.#handlers = parts.handlers ?? allHandlers;
  }

  /**
   * Judges a command and records it: accepted, it is durable when the promise resolves, and ends exactly once; refused, that is
   * recorded too.
   *
   * @throws DomainError when it is refused, or the log cannot be written; then nothing happens on a host
   */
  async submit(command: Submission): Promise<Job> {
    const id = jobIdFor(command);
    const metadata = metadataOf(command.caller, id);
    if (command.idempotencyKey !== undefined) {
      const earlier = await this.#log.load(id);
      if (earlier) return this.#sameRequest(earlier, command);
    }
    const { submission, secrets } = await admit(command, id, { ...this.parts, handlers: this.#handlers }).catch(
      (error: unknown) => this.#refuse(command, id, metadata, maskSecrets(error, command)),
    );
    if (secrets.length > 0) await this.parts.secrets.put(id, secrets);
    const startedBy = command.served ? this.parts.worker : command.startedBy;
    return this.#log
      .submit(id, submission, metadata, { along: command.along, startedBy })
      .catch(async (error: unknown) => {
        const earlier =
          error instanceof DomainError && error.code === 'job-exists' ? await this.#log.load(id) : undefined;
        if (secrets.length > 0) await this.#forget(id, earlier, error);
        if (!earlier) return this.#refuse(command, id, metadata, error);
        return this.#sameRequest(earlier, command);
      });
  }

  /** Records a batch with its builds, or refuses it: as `submit`. The dispatcher sees to the rest. */
  async submitBatch(caller: Caller, batch: AskedBatch, idempotencyKey?: string): Promise<Job> {
    const told = await this.#told(caller, batch);
    return this.submit({ ...told, ...(idempotencyKey !== undefined && { idempotencyKey }) });
  }

  async #told(caller: Caller, batch: AskedBatch): Promise<Submission> {
    try {
      return batchSubmission(caller, batch, this.parts.secrets, (id) => metadataOf(caller, id));
    } catch (error) {
      return this.refuse({ caller, name: 'batch' }, error);
    }
  }

  /** Records that a command was refused, unless that is recorded already. For front doors, which may not even have read it. Always throws `error`. */
  async refuse(command: Pick<Submission, 'caller' | 'name'>, error: unknown): Promise<never> {
    const id = jobIdFor({ caller: command.caller });
    return this.#refuse(command, id, metadataOf(command.caller, id), error);
  }

  /** Tells before a body is read whether its command may come from this caller at all; a refusal is recorded. */
  async assertMay(caller: Caller, name: JobName): Promise<void> {
    try {
      mustHold(caller, name);
    } catch (error) {
      await this.refuse({ caller, name }, error);
    }
  }

  /** The job as the log has it now. */
  job(id: string): Promise<Job | undefined> {
    return this.#log.load(id);
  }

  /** Records a signal. A queued job that is told to end has ended when the promise resolves; a running one gets the signal. */
  async signal(id: string, signal: SignalName, caller: Caller): Promise<Job> {
    const job = await this.#log.change(id, { type: 'Signal', signal }, metadataOf(caller, id));
    if (job.state === 'exited') await this.parts.secrets.drop(id);
    return job;
  }

  /**
   * Runs a job to its end. `busy`: another worker that lives has it, or this one is stopping; try again later.
   * `released`: this worker stops; the job waits for another.
   *
   * @param known the job as its submission tells it, when that was seen just now; it saves a read
   * @param served what carries it out in place of the handler of its name: a front door that has its client
   */
  async run(id: string, known?: Job, served?: Handler<JobName>): Promise<'ended' | 'busy' | 'released'> {
    if (this.#isDraining || this.#executions.has(id)) return 'busy';
    const execution = new Execution(this.parts, this.#handlers, this.#log, id, known, served);
    this.#executions.set(id, execution);
    try {
      return await execution.run();
    } finally {
      this.#executions.delete(id);
    }
  }

  /** Gives a recorded signal to the job, if it runs here. `version` is its event's. */
  deliver(id: string, signal: SignalName, version: number): void {
    this.#executions.get(id)?.receive(signal, version);
  }

  /** Lets go of the jobs that other workers have by now. To be called after this one was silent for longer than its lease. */
  async releaseLost(): Promise<void> {
    await Promise.all([...this.#executions.values()].map((execution) => execution.releaseIfLost()));
  }

  /** Drops the secrets that no job needs any more, whatever died before it could. To be called now and then. */
  dropStaleSecrets(): Promise<void> {
    return this.#staleSecrets.drop();
  }

  /** The jobs that run here. */
  get running(): readonly string[] {
    return [...this.#executions.keys()];
  }

  /** Takes no more jobs; resolves when those that run here have ended, or after `ms` have been handed back unharmed. */
  async drain(ms: number): Promise<void> {
    this.#isDraining = true;
    const all = Promise.allSettled([...this.#executions.values()].map((execution) => execution.settled));
    const timer = setTimeout(() => {
      for (const execution of this.#executions.values()) execution.release();
    }, ms);
    await all;
    clearTimeout(timer);
  }

  /** Drops secrets that were put for a job which was then not recorded. While nobody knows whether it was, they stay. */
  async #forget(id: string, earlier: Job | undefined, error: unknown): Promise<void> {
    const isUnknown = !(error instanceof DomainError) || error.kind === 'unavailable';
    if (earlier ? isEnded(earlier) : !isUnknown) await this.parts.secrets.drop(id);
  }

  #sameRequest(earlier: Job, command: Submission): Job {
    if (earlier.requestDigest === requestDigest(command, this.parts.secrets)) return earlier;
    throw new DomainError(
      'unprocessable',
      'idempotency-key-reused',
      `This Idempotency-Key belongs to job ${earlier.id}, which was another request. Send a new key with a new request.`,
    );
  }

  async #refuse(
    command: Pick<Submission, 'name' | 'host'>,
    id: string,
    metadata: EventMetadata,
    error: unknown,
  ): Promise<never> {
    if (error instanceof DomainError && error.kind !== 'unavailable' && !this.#recorded.has(error)) {
      this.#recorded.add(error);
      const refusal: JobCommand = {
        type: 'Refuse',
        refusal: {
          name: storable(command.name).slice(0, 100),
          ...(command.host !== undefined && this.parts.hosts.has(command.host) && { host: command.host }),
          code: error.code,
          reason: storable(error.message),
        },
      };
      // A key that was refused may be sent again, corrected: the refusal takes an id of its own.
      await this.#log.change(jobIdFor({ caller: { actor: metadata.actor, rights: [] } }), refusal, metadata);
    }
    throw error;
  }
}

/** The circumstances that a caller's events carry. */
export function metadataOf(caller: Caller, correlationId: string): EventMetadata {
  return {
    actor: caller.actor,
    correlationId,
    ...(caller.sourceAddress !== undefined && { sourceAddress: caller.sourceAddress }),
    ...(caller.userAgent !== undefined && { userAgent: storable(caller.userAgent).slice(0, 300) }),
    ...(caller.traceparent !== undefined && { traceparent: caller.traceparent }),
  };
}
