import { type CallResult, isTerminating, type Job, type JobArgs, type JobName, type SignalName } from '#domain';
import { DomainError } from '#event-sourcing';
import { type EndReason, JobEnded } from './ended.js';
import type { JobOutput } from './job-output.js';
import type { BuildSteps } from './build-steps.js';
import type { Host, Locks, WorkIo } from './ports/index.js';

/** One for all, since each would look for its stack. */
const over = new JobEnded({ type: 'release' });

/** What a process is made of. */
export interface ProcessParts<Name extends JobName> {
  readonly job: Job;
  readonly args: JobArgs<Name>;
  readonly env: Readonly<Record<string, string>>;
  /** Undefined when this worker cannot reach it. */
  readonly host: Host | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly locks: Locks;
  readonly output: JobOutput;
  readonly stdin: AsyncIterable<Uint8Array>;
  /** Why there is another start, when an earlier one may have acted. */
  readonly again: string | undefined;
  /** The first effect was recorded with the claim. */
  readonly isBegun: boolean;
  /** Records that an effect is about to happen; rejects when another worker has the job by now. */
  readonly beginEffect: (effect: Record<string, unknown>) => Promise<void>;
  readonly tellAnswer: (result: CallResult) => void;
  /** Where the steps of a build are told. */
  readonly steps: BuildSteps | undefined;
}

/** A running job as its handler sees it: a Unix process with arguments, environment, streams and signals. */
export class JobProcess<Name extends JobName = JobName> {
  readonly id: string;
  readonly name: Name;
  readonly args: JobArgs<Name>;
  readonly env: Readonly<Record<string, string>>;
  /** Longshore's own labels for what it makes, signed. */
  readonly labels: Readonly<Record<string, string>>;
  readonly locks: Locks;
  readonly output: JobOutput;
  readonly stdin: AsyncIterable<Uint8Array>;
  /** Why there is another start, when an earlier one may have acted. */
  readonly again: string | undefined;
  readonly #ending = new AbortController();
  readonly #effect: Record<string, unknown>;
  readonly #graceSeconds: number;
  readonly #timers: NodeJS.Timeout[] = [];
  /** Signals that wait for the handler to trap them, or to come to the point where it would act. */
  readonly #held: { readonly signal: SignalName; readonly reason: EndReason }[] = [];
  #isHolding: boolean;
  #isTimedOut = false;
  /** Its first effect was recorded with the claim. */
  #isBegun: boolean;
  #trap: ((signal: SignalName) => Promise<void>) | undefined;
  readonly #signals: SignalName[] = [];
  #isDying = false;

  constructor(private readonly parts: ProcessParts<Name>) {
    this.id = parts.job.id;
    this.name = parts.job.name as Name;
    this.args = parts.args;
    this.env = parts.env;
    this.labels = parts.labels;
    this.locks = parts.locks;
    this.output = parts.output;
    this.stdin = parts.stdin;
    this.again = parts.again;
    this.#isBegun = parts.isBegun;
    // What an earlier start has done must be found before it can be stopped.
    this.#isHolding = this.isRetry;
    this.#effect = { ...parts.job.effect };
    this.#graceSeconds = parts.job.limits?.graceSeconds ?? 10;
    this.#limitTime(parts.job);
  }

  /**
   * The host that it runs against.
   * @throws DomainError `host-unknown` when this worker does not have it
   */
  get host(): Host {
    const { host, job } = this.parts;
    if (host) return host;
    throw new DomainError(
      'not-found',
      'host-unknown',
      `This worker does not know host "${job.host}". Start a worker that has it in LONGSHORE_HOSTS.`,
    );
  }

  /** True when an earlier start may have acted: look on the host before acting. */
  get isRetry(): boolean {
    return this.again !== undefined;
  }

  /** The digest of its stdin, when it has one. */
  get stdinDigest(): string | undefined {
    return this.parts.job.stdin?.digest;
  }

  /** True when the time limit is why the work ends, however its handler returns. */
  get isTimedOut(): boolean {
    return this.#isTimedOut;
  }

  /** The terminating signals that it got. */
  get signals(): readonly SignalName[] {
    return this.#signals;
  }

  /** Aborted when the work is to be broken off, with a JobEnded as its reason. */
  get ending(): AbortSignal {
    return this.#ending.signal;
  }

  /** Where a driver writes, and what ends its work. */
  get io(): WorkIo {
    return { output: this.output, signal: this.ending };
  }

  /** Where a build tells its steps; undefined for other jobs. */
  get steps(): BuildSteps | undefined {
    return this.parts.steps;
  }

  /** What this start or an earlier one recorded before it acted. */
  get effect(): Readonly<Record<string, unknown>> {
    return this.#effect;
  }

  /** When the newest effect of an earlier start began, in ms since 1970. */
  get effectStartedAt(): number {
    return Date.parse(this.parts.job.effectStartedAt ?? this.parts.job.submittedAt);
  }

  /**
   * To be called right before each effect on the host, with what a retry needs to find it again.
   * @throws DomainError `job-claimed` when another worker has taken the job over: then nothing may be done
   */
  async beginEffect(effect: Record<string, unknown> = {}): Promise<void> {
    this.throwIfEnding();
    if (this.#isBegun && Object.keys(effect).length === 0) this.#isBegun = false;
    else await this.parts.beginEffect(effect);
    Object.assign(this.#effect, effect);
    this.ending.throwIfAborted();
  }

  /** Tells a client that waits what the host has answered, before that is recorded. */
  tellAnswer(result: CallResult): void {
    this.parts.tellAnswer(result);
  }

  /** To be called where the handler would go on to act: throws the reason when the job is to end. */
  throwIfEnding(): void {
    this.#isHolding = false;
    const held = this.#held.find(({ signal }) => isTerminating(signal));
    if (held) this.end(held.reason);
    this.ending.throwIfAborted();
  }

  /** From now on signals wait for `trap`: what they are for is about to begin. */
  hold(): void {
    this.#isHolding = true;
  }

  /**
   * From now on signals go to `handler`, all but KILL, those first that waited. After a terminating one the job has its
   * grace period to end.
   */
  trap(handler: (signal: SignalName) => Promise<void>): void {
    this.#trap = handler;
    this.#isHolding = false;
    for (const { signal, reason } of this.#held.splice(0)) this.#deliver(signal, reason);
  }

  /** Delivers a signal. */
  receive(signal: SignalName): void {
    if (isTerminating(signal)) this.#signals.push(signal);
    this.#deliver(signal, { type: 'signal', signal });
  }

  #deliver(signal: SignalName, reason: EndReason): void {
    const isFinal = isTerminating(signal);
    if (this.#isHolding || (!isFinal && !this.#trap)) {
      this.#held.push({ signal, reason });
    } else if (!this.#trap || signal === 'KILL') {
      return this.end(reason);
    } else {
      this.#trap(signal).catch((error: unknown) =>
        reason.type === 'timeout'
          ? this.end(reason)
          : this.output.say(`longshore: the signal ${signal} was not delivered: ${String(error)}`),
      );
    }
    if (isFinal) this.#die(reason);
  }

  /** Breaks the work off. The first reason counts. */
  end(reason: EndReason): void {
    this.#ending.abort(new JobEnded(reason));
  }

  /** Frees what the process holds; to be called when its handler is done. A stream that is still open must not write beside the next try's. */
  close(): void {
    this.#ending.abort(over);
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #limitTime(job: Job): void {
    const seconds = job.limits?.seconds;
    if (seconds === undefined) return;
    const elapsed = Date.now() - Date.parse(job.startedAt ?? new Date().toISOString());
    this.#after(seconds * 1_000 - elapsed, () => {
      this.#isTimedOut = this.#isHolding || this.#trap !== undefined;
      this.#deliver('TERM', { type: 'timeout' });
    });
  }

  #die(reason: EndReason): void {
    if (this.#isDying) return;
    this.#isDying = true;
    this.#after(this.#graceSeconds * 1_000, () => this.end(reason));
  }

  #after(ms: number, action: () => void): void {
    // A longer delay than Node's timers can hold would fire at once.
    this.#timers.push(setTimeout(action, Math.min(Math.max(ms, 0), 2_147_483_647)));
  }
}
