import {
  exitStatus,
  isEnded,
  isTerminating,
  type Job,
  type JobArgs,
  type JobCommand,
  type JobExit,
  type JobName,
  labelsOf,
  type SignalName,
} from '#domain';
import { DomainError, type EventMetadata } from '#event-sourcing';
import { BuildSteps } from './build-steps.js';
import type { EngineParts } from './engine-parts.js';
import { cutMessage, exitOfError, exitOfHandler, isHostAway } from './exit.js';
import type { Handler, Handlers } from './handler.js';
import { handlerOf } from './handlers/handler-of.js';
import { answersInTime } from './host-patience.js';
import type { JobLog } from './job-log.js';
import { JobOutput } from './job-output.js';
import { JobProcess, type ProcessParts } from './job-process.js';
import { runToEnd } from './run-to-end.js';
import { openSecrets } from './open-secrets.js';
import { orphan } from './orphan.js';
import { replaceIn } from './sealing.js';

/** What came of a start: see Engine.run. */
export type Outcome = 'ended' | 'busy' | 'released';

/** One start of one job on this worker: claim it, run its handler, record how it ended. */
export class Execution {
  readonly #settled = Promise.withResolvers<void>();
  readonly #received: { readonly signal: SignalName; readonly version: number }[] = [];
  #claimed: Job | undefined;
  #process: JobProcess | undefined;
  #isReleased = false;
  /** Why this is another start, when an earlier one may have acted. */
  #again: string | undefined;
  /** Whether the claim recorded the first effect. */
  #isBegun = false;

  constructor(
    private readonly parts: EngineParts,
    private readonly handlers: Handlers,
    private readonly log: JobLog,
    private readonly id: string,
    private readonly known?: Job,
    /** What carries it out here, in place of the handler of its name: a front door that has its client. */
    private readonly served?: Handler<JobName>,
  ) {}

  /** Resolves when the execution is over, whatever came of it. */
  get settled(): Promise<void> {
    return this.#settled.promise;
  }

  async run(): Promise<Outcome> {
    try {
      const claimed = await this.#claim();
      return typeof claimed === 'string' ? claimed : await this.#carryOut(claimed);
    } catch (error) {
      // Another worker has taken the job over, or it was ended: what remains to be done is not ours.
      if (error instanceof DomainError && (error.code === 'job-claimed' || error.code === 'job-ended')) return 'ended';
      throw error;
    } finally {
      this.#process?.close();
      this.#settled.resolve();
    }
  }

  /** Takes a signal whose event has this version: one that the claim has seen is not taken twice. */
  receive(signal: SignalName, version: number): void {
    if (this.#claimed && version <= this.#claimed.version) return;
    this.#received.push({ signal, version });
    this.#process?.receive(signal);
  }

  /** Lets go of the job when another start has it by now: this worker was taken for dead. */
  async releaseIfLost(): Promise<void> {
    const claimed = this.#claimed;
    if (!claimed) return;
    const job = await this.log.load(this.id);
    if (!job || isEnded(job) || job.epoch !== claimed.epoch) this.release();
  }

  /** Lets go of the job without harm. */
  release(): void {
    this.#isReleased = true;
    this.#process?.end({ type: 'release' });
  }

  async #claim(): Promise<Job | 'ended' | 'busy'> {
    const job = this.known ?? (await this.log.load(this.id));
    if (!job || isEnded(job)) return 'ended';
    const { worker } = job;
    if (
      job.state === 'running' &&
      worker !== undefined &&
      worker !== this.parts.worker &&
      (await this.parts.leases.isAlive(worker))
    ) {
      return 'busy';
    }
    // Recorded with its submission.
    if (this.served && job.worker === this.parts.worker && job.epoch === 1) return (this.#claimed = job);
    this.#again = job.effect && 'the worker of the earlier start has gone';
    this.#isBegun = !job.effect && this.#handlerOf(job)?.actsAtOnce === true;
    const start: JobCommand = { type: 'Start', worker: this.parts.worker, after: job.epoch, acts: this.#isBegun };
    const claimed = await this.log.change(this.id, start, this.#metadata(job), job);
    if (isEnded(claimed)) {
      if (claimed.secrets !== undefined) await this.parts.secrets.drop(this.id);
      return 'ended';
    }
    this.#claimed = claimed;
    return claimed;
  }

  async #carryOut(claimed: Job): Promise<Outcome> {
    const secrets = await openSecrets(claimed, this.parts.secrets);
    if (secrets instanceof DomainError) return this.#fail(claimed, secrets);
    const kept =
      claimed.epoch === 1 ? { stdout: 0, stderr: 0 } : await this.parts.outputs.takeOver(this.id, claimed.epoch);
    const output = new JobOutput(
      this.parts.outputs.open(this.id, kept, claimed.epoch),
      kept,
      claimed.limits?.outputBytes ?? 0,
      secrets,
    );
    const steps = this.#stepsOf(claimed, secrets, output);
    const { exit, job } = await this.#runPatiently(claimed, secrets, output, steps);
    if (exit === 'released') {
      await Promise.all([output.release(), steps?.end()]);
      await this.log.changeSurely(this.id, { type: 'Release', epoch: claimed.epoch }, this.#metadata(job), job);
      return 'released';
    }
    const totals = await output.end();
    const lastError = output.lastError;
    const told = { ...exit, output: totals, ...(lastError !== undefined && { lastError }) };
    const settling = this.parts.observers?.settle(job, exit, steps?.images ?? []);
    const [isSettled = true] = await Promise.all([settling, steps?.end()]);
    const masked = cutMessage(replaceIn(told, new Map(secrets.map((secret) => [secret, '***']))));
    await this.log.changeSurely(
      this.id,
      { type: 'Exit', epoch: claimed.epoch, exit: masked },
      this.#metadata(job),
      job,
    );
    // Who has still to look at what was done must know what to conceal; the secrets go with the next cleaning.
    if (secrets.length > 0 && isSettled) await this.parts.secrets.drop(this.id);
    return 'ended';
  }

  async #fail(claimed: Job, { code, message }: DomainError): Promise<Outcome> {
    const exit: JobExit = { status: exitStatus.refusedByHost, error: { code, message } };
    await this.log.changeSurely(
      this.id,
      { type: 'Exit', epoch: claimed.epoch, exit },
      this.#metadata(claimed),
      claimed,
    );
    await this.parts.secrets.drop(this.id);
    return 'ended';
  }

  /** Runs the handler; when the host goes away, waits for it and lets the handler look what it has done. */
  async #runPatiently(
    claimed: Job,
    secrets: readonly string[],
    output: JobOutput,
    steps: BuildSteps | undefined,
  ): Promise<{ exit: JobExit | 'released'; job: Job }> {
    let job = claimed;
    for (;;) {
      const host = this.parts.hosts.get(job.host);
      steps?.begin(host);
      const beginEffect = async (effect: Record<string, unknown>) => {
        job = await this.log.changeSurely(
          this.id,
          { type: 'BeginEffect', epoch: claimed.epoch, effect },
          this.#metadata(job),
          job,
        );
      };
      const process = this.#newProcess(job, { host, secrets, output, steps, beginEffect });
      try {
        return {
          job,
          exit: exitOfHandler(process, await runToEnd(this.#handlerOf(job) ?? orphan, process)),
        };
      } catch (error) {
        if (host && !process.ending.aborted && isHostAway(error) && (await answersInTime(host, process.ending))) {
          this.#again = job.effect && `host ${job.host} had gone away`;
          this.#isBegun = false;
          continue;
        }
        return { job, exit: await exitOfError(process, error) };
      } finally {
        process.close();
      }
    }
  }

  #newProcess(
    job: Job,
    {
      secrets,
      ...parts
    }: Pick<ProcessParts<JobName>, 'host' | 'output' | 'steps' | 'beginEffect'> & {
      readonly secrets: readonly string[];
    },
  ): JobProcess {
    const unseal = new Map(secrets.map((secret) => [this.parts.secrets.fingerprint(secret), secret]));
    const process = new JobProcess({
      job,
      args: replaceIn(job.args, unseal) as JobArgs,
      env: replaceIn(job.env, unseal),
      labels: labelsOf(job.id, (text) => this.parts.secrets.fingerprint(text)),
      locks: this.parts.locks,
      again: this.#again,
      isBegun: this.#isBegun,
      stdin: job.stdin ? this.parts.blobs.get(job.stdin.digest) : nothing(),
      tellAnswer: (result) => this.parts.answers?.tell(job.id, result),
      ...parts,
    });
    this.#process = process;
    const later = this.#received
      .filter(({ version }) => version > (this.#claimed?.version ?? 0))
      .map(({ signal }) => signal);
    for (const signal of [...(this.#claimed?.signals ?? []).filter(isTerminating), ...later]) process.receive(signal);
    if (this.#isReleased) process.end({ type: 'release' });
    return process;
  }

  #stepsOf(job: Job, secrets: readonly string[], output: JobOutput): BuildSteps | undefined {
    if (job.name !== 'build') return undefined;
    return new BuildSteps({ job, output, secrets, store: this.parts.store, metadata: this.#metadata(job) });
  }

  #handlerOf(job: Job): Handler<JobName> | undefined {
    return this.served ?? (job.served ? orphan : handlerOf(this.handlers, job));
  }

  #metadata(job: Job): EventMetadata {
    return { actor: { kind: 'system', name: 'longshore' }, correlationId: job.correlationId };
  }
}

async function* nothing(): AsyncIterable<Uint8Array> {}
