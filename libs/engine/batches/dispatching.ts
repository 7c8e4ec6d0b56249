import {
  type BatchEvent,
  decideEnd,
  decideNeverBegun,
  endingOf,
  exitOfBatch,
  isSettled,
  type SignalName,
} from '#domain';
import { DomainError, type EventMetadata } from '#event-sourcing';
import type { JobLog } from '../job-log.js';
import type { BatchBook, OpenBatch } from './batch-book.js';
import { appendsOf, buildJob, type ChildJob } from './child-job.js';
import type { DispatcherParts } from './dispatcher.js';
import { type Turn, Turns } from './turns.js';

/** Beside what runs, so many builds wait in the queue of a host, so that its slot is not idle between two. */
const ahead = 1;
const slotsMs = 1_000;
/** The job of a batch is started with its submission and never again: whoever dispatches goes by the log alone. */
const onlyStart = 1;

/** Decides what follows from what the book says, and records it. */
export class Dispatching {
  readonly #turns: Turns;
  #slots: ReadonlyMap<string, number> = new Map();
  #slotsAt = -Infinity;

  constructor(
    private readonly parts: DispatcherParts,
    private readonly log: JobLog,
    private readonly book: BatchBook,
  ) {
    this.#turns = new Turns(book);
  }

  /** Does all that can be done now. */
  async step(): Promise<void> {
    await this.#lookAtSlots();
    for (;;) {
      const now = Date.now();
      const changed = this.book.takeChanged();
      await Promise.all(changed.map((open) => this.#settle(open, now)));
      const { labels, shares } = this.parts;
      const turns = this.#turns.next({ slots: this.#slots, labels, shares }, now);
      if (turns.length === 0 && changed.length === 0) return;
      const byBatch = Map.groupBy(turns, ({ open }) => open);
      await Promise.all([...byBatch].map(([open, own]) => this.#dispatch(open, own)));
    }
  }

  async #lookAtSlots(): Promise<void> {
    if (performance.now() < this.#slotsAt + slotsMs) return;
    this.#slotsAt = performance.now();
    const slots = await this.parts.slots();
    this.#slots = new Map([...slots].map(([host, count]) => [host, count + ahead]));
  }

  async #dispatch(open: OpenBatch, turns: readonly Turn[]): Promise<void> {
    const jobs = turns.map(({ build, host }) => buildJob(open.batch, build, host));
    const events = turns.map(({ build, host }, index): BatchEvent => {
      const [build_, job] = [build.plan.name, jobs[index]?.id ?? ''];
      return { type: 'BuildDispatched', data: { build: build_, job, host, attempt: build.attempts.length + 1 } };
    });
    await Promise.all(jobs.map((job) => this.#copySecrets(open.batch.id, job)));
    if (await this.#append(open, events, jobs)) return;
    for (const turn of turns) this.#turns.takeBack(turn);
  }

  /** The secrets of a batch are kept for each job that needs them, while it lives. */
  async #copySecrets(batch: string, { id, submission }: ChildJob): Promise<void> {
    if (submission.secrets === undefined) return;
    await this.parts.secrets.put(id, await this.parts.secrets.get(batch));
  }

  /** Records what follows from ends, until nothing does. */
  async #settle(open: OpenBatch, now: number): Promise<void> {
    const { batch } = open;
    const events = [...open.ended].flatMap(([build, { job, exit, host }]) =>
      build.job === job && !isSettled(build) && build.state !== 'waiting'
        ? [decideEnd(batch, build, { exit, host }, now)]
        : [],
    );
    if (events.length > 0 && !(await this.#append(open, events))) return;
    const rest = decideNeverBegun(batch, now);
    if (rest.length > 0 && !(await this.#append(open, rest))) return;
    const ending = endingOf(batch, now);
    if (ending?.signal) await this.#tell(open, ending.signal);
    if (batch.isSettled) await this.#finish(open, now);
  }

  async #tell({ batch }: OpenBatch, signal: SignalName): Promise<void> {
    const running = [...batch.builds.values()].filter(({ state }) => state === 'running');
    await Promise.all(
      running.map(async ({ job: id = '' }) => {
        const job = this.book.jobs.get(id);
        if (!job || job.isTold || job.exit) return;
        job.isTold = true;
        await this.log.change(id, { type: 'Signal', signal }, system(batch.id)).catch(ignoreEnded);
      }),
    );
  }

  async #finish({ batch }: OpenBatch, now: number): Promise<void> {
    await this.log
      .change(batch.id, { type: 'Exit', epoch: onlyStart, exit: exitOfBatch(batch, now) }, system(batch.id))
      .catch(ignoreEnded);
    await this.parts.secrets.drop(batch.id);
  }

  /** False when somebody else has written to the batch: what that was comes by the log. */
  async #append(open: OpenBatch, events: readonly BatchEvent[], jobs: readonly ChildJob[] = []): Promise<boolean> {
    try {
      const appended = await this.parts.store.append(appendsOf(open.batch, events, jobs));
      for (const event of appended.events) this.book.takeIn(event);
      return true;
    } catch (error) {
      if (error instanceof DomainError && error.code === 'version-conflict') return false;
      throw error;
    }
  }
}

function system(correlationId: string): EventMetadata {
  return { actor: { kind: 'system', name: 'longshore' }, correlationId };
}

function ignoreEnded(error: unknown): void {
  if (!(error instanceof DomainError && error.code === 'job-ended')) throw error;
}
