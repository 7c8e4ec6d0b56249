import { DomainError, type RecordedEvent, unreachable } from '#event-sourcing';
import { evolveJob } from '../job/job.evolve.js';
import type { Job, RecordedJobEvent } from '../job/job.js';
import type { BatchArgs, BatchPolicies, BatchResult, PlannedBuild } from './batch-args.js';
import { type BatchBuild, type BuildStateName, isSettled } from './batch-build.js';
import type { BatchEvent } from './batch.events.js';

export type RecordedBatchEvent = RecordedEvent & BatchEvent;

/** The last step of a batch that publishes all or none, on one host. */
export interface BatchPublish {
  readonly host: string;
  job: string;
  attempt: number;
  /** It takes back what it had published. */
  readonly takesBack?: boolean;
  outcome?: 'published' | 'failed' | 'taken-back';
  reason?: string;
  /** The images that its names meant before; null where none. */
  before?: Readonly<Record<string, string | null>>;
}

/**
 * A batch as its events tell it. It changes in place, since it may have thousands of builds and an event concerns one; an event that it has seen
 * changes nothing.
 */
export class Batch {
  readonly builds = new Map<string, BatchBuild>();
  /** The builds that need one, by its name. */
  readonly dependants = new Map<string, BatchBuild[]>();
  /** Builds that may begin as far as their needs go: those that may have to wait for a time too. */
  readonly ready = new Set<BatchBuild>();
  /** Builds that wait for one that will never be built. */
  readonly doomed = new Set<BatchBuild>();
  readonly publishes = new Map<string, BatchPublish>();
  readonly counts: Record<BuildStateName, number> = {
    waiting: 0,
    running: 0,
    shared: 0,
    built: 0,
    failed: 0,
    cancelled: 0,
    skipped: 0,
  };
  /** How many builds of others served its own. */
  served = 0;
  isApproved = false;
  isPaused = false;
  supersededBy?: { readonly batch: string; readonly running: boolean };
  /** Version of its stream, and the position of the newest event in it. */
  version = 0;
  position = 0;
  #job: Job;

  constructor(job: Job) {
    this.#job = job;
  }

  get id(): string {
    return this.#job.id;
  }

  /** The job that it is. */
  get job(): Job {
    return this.#job;
  }

  get args(): BatchArgs {
    return this.#job.args as BatchArgs;
  }

  get policies(): BatchPolicies {
    return this.args.policies;
  }

  /** Whether each of its builds has come to its end. */
  get isSettled(): boolean {
    const { waiting, running, shared } = this.counts;
    return this.builds.size === this.args.builds && waiting + running + shared === 0;
  }

  get result(): BatchResult {
    const { built, failed, cancelled, skipped } = this.counts;
    return { built, failed, cancelled, skipped, shared: this.served };
  }

  /** @throws DomainError `batch-build-not-found` */
  build(name: string): BatchBuild {
    const build = this.builds.get(name);
    if (build) return build;
    throw new DomainError('not-found', 'batch-build-not-found', `Batch ${this.id} has no build "${name}".`);
  }

  /** Takes in an event of its job. */
  evolveJob(event: RecordedJobEvent): void {
    if (event.version > this.#job.version) this.#job = evolveJob(this.#job, event) ?? this.#job;
  }

  /** Takes in an event of its own stream. */
  evolve(event: RecordedBatchEvent): void {
    if (event.version <= this.version) return;
    this.version = event.version;
    this.position = event.position;
    switch (event.type) {
      case 'BatchPlanned':
        return;
      case 'BatchBuildsPlanned':
        return this.#plan(event.data.builds);
      case 'BatchApproved':
        this.isApproved = true;
        return;
      case 'BatchPaused':
        this.isPaused = true;
        return;
      case 'BatchResumed':
        this.isPaused = false;
        return;
      case 'BatchSuperseded':
        this.supersededBy = { batch: event.data.by, running: event.data.running };
        return;
      case 'BatchPublishDispatched': {
        const { before } = this.publishes.get(event.data.host) ?? {};
        this.publishes.set(event.data.host, { ...event.data, ...(before && { before }) });
        return;
      }
      case 'BatchPublishSettled':
        return this.#publishSettled(event.data);
      case 'BuildDispatched':
      case 'BuildRetried':
      case 'BuildSettled':
      case 'BuildShared':
        return this.#evolveBuild(this.build(event.data.build), event);
      default:
        return unreachable(event);
    }
  }

  #plan(plans: readonly PlannedBuild[]): void {
    for (const plan of plans) {
      const unbuilt = new Set(plan.needs.map(({ build }) => build)).size;
      const build: BatchBuild = { plan, index: this.builds.size, state: 'waiting', attempts: [], unbuilt };
      this.builds.set(plan.name, build);
      this.counts.waiting += 1;
      if (unbuilt === 0) this.ready.add(build);
      for (const needed of new Set(plan.needs.map((need) => need.build)))
        this.dependants.getOrInsertComputed(needed, () => []).push(build);
    }
  }

  #publishSettled({ host, ...told }: Extract<BatchEvent, { type: 'BatchPublishSettled' }>['data']): void {
    const publish = this.publishes.get(host);
    if (publish) Object.assign(publish, told);
  }

  #evolveBuild(
    build: BatchBuild,
    event: Extract<RecordedBatchEvent, { type: 'BuildDispatched' | 'BuildRetried' | 'BuildSettled' | 'BuildShared' }>,
  ): void {
    switch (event.type) {
      case 'BuildDispatched': {
        const { job, host, attempt } = event.data;
        build.attempts.push({ number: attempt, job, host, dispatchedAt: event.time });
        // One that was shared has begun already: what is dispatched gives the image its names.
        Object.assign(build, { job, host, begunAt: (build.sharedWith && build.begunAt) ?? event.time });
        return this.#become(build, 'running');
      }
      case 'BuildShared':
        build.job = event.data.job;
        build.begunAt = event.time;
        build.sharedWith = { batch: event.data.batch, build: event.data.with };
        return this.#become(build, 'shared');
      case 'BuildRetried': {
        const last = build.attempts.at(-1);
        if (last && last.job === event.data.job) last.reason = event.data.reason;
        build.reason = event.data.reason;
        build.retryAt = Date.parse(event.data.retryAt);
        delete build.sharedWith;
        delete build.begunAt;
        return this.#become(build, 'waiting');
      }
      case 'BuildSettled':
        return this.#settle(build, event);
      default:
        return unreachable(event);
    }
  }

  #settle(build: BatchBuild, { data, time }: Extract<RecordedBatchEvent, { type: 'BuildSettled' }>): void {
    const { build: _, outcome, ...told } = data;
    if (told.reason === undefined) delete build.reason;
    Object.assign(build, told, { settledAt: time });
    if (outcome === 'built' && build.sharedWith) this.served += 1;
    this.#become(build, outcome);
    for (const dependant of this.dependants.get(data.build) ?? []) {
      if (outcome !== 'built') this.doomed.add(dependant);
      else dependant.unbuilt -= 1;
      if (dependant.unbuilt === 0 && dependant.state === 'waiting') this.ready.add(dependant);
      if (isSettled(dependant)) this.doomed.delete(dependant);
    }
  }

  #become(build: BatchBuild, state: BuildStateName): void {
    this.counts[build.state] -= 1;
    this.counts[state] += 1;
    build.state = state;
    if (state === 'waiting' && build.unbuilt === 0) this.ready.add(build);
    else this.ready.delete(build);
    if (isSettled(build)) this.doomed.delete(build);
  }
}
