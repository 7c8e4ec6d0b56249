import {
  type Batch,
  type BatchEvent,
  deadlineOf,
  decideEnd,
  decideNeverBegun,
  endingOf,
  exitOfBatch,
  isSettled,
  type SignalName,
  type SupersedableBatch,
  supersededBy,
} from '#domain';
import { DomainError, type EventMetadata } from '#event-sourcing';
import type { JobLog } from '../job-log.js';
import type { BatchBook } from './batch-book.js';
import type { EndedJob, OpenBatch } from './open-batch.js';
import { appendsOf, buildJob, type ChildJob, submittedAlong } from './child-job.js';
import type { DispatcherParts } from './dispatcher-parts.js';
import { namingOf } from './naming.js';
import { publishStep, releases } from './publishing.js';
import { type SharedTurn, type Turn, Turns } from './turns.js';

/** Beside what runs, as many builds wait in the queue of a host as end there in this time, so that no slot is idle until the next ones come. */
const aheadMs = 100;
const slotsMs = 1_000;
/** The job of a batch is started with its submission and never again: whoever dispatches goes by the log alone. */
const onlyStart = 1;

/** What is recorded in one append: events of a batch, and the jobs that they are about. */
interface Step {
  readonly events: readonly BatchEvent[];
  readonly jobs: readonly ChildJob[];
}

/** Decides what follows from what the book says, and records it. */
export class Dispatching {
  readonly #turns: Turns;
  #slots: ReadonlyMap<string, number> = new Map();
  #platforms: ReadonlyMap<string, string | undefined> = new Map();
  #slotsAt = -Infinity;

  constructor(
    private readonly parts: DispatcherParts,
    private readonly log: JobLog,
    private readonly book: BatchBook,
  ) {
    this.#turns = new Turns(book, parts.shares);
  }

  /** Does all that can be done now. */
  async step(): Promise<void> {
    await this.#lookAround();
    for (;;) {
      const now = Date.now();
      await this.#lookUp();
      const changed = this.book.takeChanged();
      await Promise.all(changed.map((open) => this.#settle(open, now)));
      const room = { slots: this.#slots, labels: this.parts.labels, platforms: this.#platforms };
      this.#turns.keepUp(changed, now);
      const shared = this.#turns.shared(room);
      await each(shared, (open, own) => this.#share(open, own));
      this.#turns.keepUp(this.book.changed, now);
      const turns = this.#turns.next(room, now);
      await each(turns, (open, own) => this.#dispatch(open, own));
      if (changed.length + shared.length + turns.length === 0) return;
    }
  }

  /** Asks the hosts what they build for. One that does not answer gets no builds until it does. */
  async lookAtPlatforms(): Promise<void> {
    this.#platforms = await this.parts.platforms();
  }

  /** Asks the hosts for the images that builds may be built on there. */
  async lookAtImages(): Promise<void> {
    for (const [host, names] of await this.parts.images()) this.book.knowledgeOf(host).images = new Set(names);
  }

  /** Looks at what no event tells: which workers live, and the time. */
  async #lookAround(): Promise<void> {
    const sinceMs = performance.now() - this.#slotsAt;
    if (sinceMs < slotsMs) return;
    this.#slotsAt = performance.now();
    const slots = await this.parts.slots();
    const ahead = (host: string) => Math.max(1, Math.ceil(((this.book.ended.get(host) ?? 0) * aheadMs) / sinceMs));
    this.#slots = new Map([...slots].map(([host, count]) => [host, count + ahead(host)]));
    this.book.ended.clear();
    const now = Date.now();
    for (const open of this.book.open.values()) if (deadlineOf(open.batch) <= now) this.book.touch(open);
  }

  /** Finds out about jobs of other batches that builds wait for. */
  async #lookUp(): Promise<void> {
    const ids = [...this.book.unknown];
    this.book.unknown.clear();
    await Promise.all(
      ids.map(async (id) => {
        const job = await this.log.load(id);
        if (job) this.book.found(job);
      }),
    );
  }

  async #dispatch(open: OpenBatch, turns: readonly Turn[]): Promise<void> {
    const jobs = turns.map(({ build, host }) => buildJob(open.batch, build, host));
    const events = turns.map(({ build, host }, index): BatchEvent => {
      const told = { build: build.plan.name, job: jobs[index]?.id ?? '', host };
      return { type: 'BuildDispatched', data: { ...told, attempt: build.attempts.length + 1 } };
    });
    if (await this.#append(open, { events, jobs })) return;
    for (const turn of turns) this.#turns.takeBack(turn);
  }

  async #share(open: OpenBatch, turns: readonly SharedTurn[]): Promise<void> {
    const events = turns.flatMap(({ build, job }): readonly BatchEvent[] => {
      const [leader] = job.users;
      if (!leader || job.exit) return [];
      const [served, { batch }] = leader;
      const data = { build: build.plan.name, batch: batch.id, with: served.plan.name, job: job.id };
      return [{ type: 'BuildShared', data }];
    });
    if (events.length > 0) await this.#append(open, { events, jobs: [] });
  }

  /** The secrets of a batch are kept for each job that needs them, while it lives. */
  async #copySecrets(batch: string, jobs: readonly ChildJob[]): Promise<void> {
    const needing = jobs.filter(({ submission }) => submission.secrets !== undefined);
    if (needing.length === 0) return;
    const secrets = await this.parts.secrets.get(batch);
    await Promise.all(needing.map(({ id }) => this.parts.secrets.put(id, secrets)));
  }

  /** Records what follows for a batch from what has happened. What that brings about is looked at in the next round. */
  async #settle(open: OpenBatch, now: number): Promise<void> {
    const { batch } = open;
    if (!this.book.open.has(batch.id)) return;
    await this.#supersede(open);
    const ends = [...open.ended].flatMap(([build, ended]) => {
      const isNews = build.job === ended.job && !isSettled(build) && build.state !== 'waiting';
      if (!isNews) return [];
      return [namingOf(batch, build, ended) ?? { event: decideEnd(batch, build, ended, now) }];
    });
    const events = ends.map(({ event }) => event);
    const jobs = ends.flatMap((end) => ('job' in end ? [end.job] : []));
    if (events.length > 0 && !(await this.#append(open, { events, jobs }))) return;
    const rest = decideNeverBegun(batch, now);
    if (rest.length > 0 && !(await this.#append(open, { events: rest, jobs: [] }))) return;
    const ending = endingOf(batch, now);
    if (ending?.signal) await this.#tell(open, ending.signal);
    if (batch.isSettled) await this.#finish(open, now);
  }

  /** The older batches of the same key and actor give way. */
  async #supersede(newer: OpenBatch): Promise<void> {
    if (!newer.batch.policies.supersede || newer.hasSuperseded) return;
    newer.hasSuperseded = true;
    const others = [...this.book.open.values()].map(({ batch }) => supersedable(batch));
    for (const { batch, by, running } of supersededBy(supersedable(newer.batch), others)) {
      const open = this.book.open.get(batch);
      const events: BatchEvent[] = [{ type: 'BatchSuperseded', data: { by, running } }];
      newer.hasSuperseded &&= !open || (await this.#append(open, { events, jobs: [] }));
    }
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

  /** Publishes what is to be published when all have built, and then ends the batch. */
  async #finish(open: OpenBatch, now: number): Promise<void> {
    const { batch } = open;
    const step = publishStep(batch, open.published as ReadonlyMap<string, EndedJob>, now);
    if (step) {
      if (step.events.length > 0) await this.#append(open, step);
      return;
    }
    const exit = exitOfBatch(batch, now);
    const along = releases(batch).map((job) => submittedAlong(batch, job));
    await this.log
      .changeAlong(batch.id, { type: 'Exit', epoch: onlyStart, exit }, system(batch.id), along)
      .catch(ignoreEnded);
    await this.parts.secrets.drop(batch.id);
  }

  /** False when somebody else has written to the batch: what that was comes by the log. */
  async #append(open: OpenBatch, { events, jobs }: Step): Promise<boolean> {
    await this.#copySecrets(open.batch.id, jobs);
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

async function each<Item extends { readonly open: OpenBatch }>(
  turns: readonly Item[],
  work: (open: OpenBatch, own: readonly Item[]) => Promise<void>,
): Promise<void> {
  await Promise.all([...Map.groupBy(turns, ({ open }) => open)].map(([open, own]) => work(open, own)));
}

function supersedable({ id, job, policies, supersededBy }: Batch): SupersedableBatch {
  const { actor, pid } = job;
  return { id, actor: `${actor.kind} ${actor.name}`, supersede: policies.supersede, pid, isEnded: false, supersededBy };
}

function system(correlationId: string): EventMetadata {
  return { actor: { kind: 'system', name: 'longshore' }, correlationId };
}

function ignoreEnded(error: unknown): void {
  if (!(error instanceof DomainError && error.code === 'job-ended')) throw error;
}
