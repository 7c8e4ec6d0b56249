import {
  Batch,
  type BatchBuild,
  evolveJob,
  isEnded,
  isSettled,
  type Job,
  type JobExit,
  type RecordedBatchEvent,
  type RecordedJobEvent,
} from '#domain';
import type { RecordedEvent } from '#event-sourcing';
import { contentOf } from './content.js';

/** A batch that has not ended, and what has become of its jobs that stands not yet in its own stream. */
export class OpenBatch {
  readonly ended = new Map<BatchBuild, EndedJob>();
  /** How its publishing jobs ended, by host. */
  readonly published = new Map<string, EndedJob>();
  /** Builds that are being dispatched now. */
  readonly planned = new Set<BatchBuild>();
  /** Its running builds by host, those that are being dispatched too. */
  readonly onHosts = new Map<string, number>();

  constructor(readonly batch: Batch) {}
}

/** How a job ended that builds wait for. */
export interface EndedJob {
  readonly job: string;
  readonly host: string;
  readonly exit: JobExit;
}

/** A job of a batch, until nobody waits for it. */
export interface OpenJob {
  readonly id: string;
  host: string;
  /** What equal builds have in common; absent when it may not be shared. */
  readonly content?: string;
  readonly users: Map<BatchBuild, OpenBatch>;
  readonly publishes?: OpenBatch;
  exit?: JobExit;
  isTold: boolean;
}

/** All batches that have not ended and their jobs, kept up with the log. */
export class BatchBook {
  readonly open = new Map<string, OpenBatch>();
  readonly jobs = new Map<string, OpenJob>();
  /** The running job of each content that may be shared. */
  readonly byContent = new Map<string, OpenJob>();
  /** How many jobs of batches each host has. */
  readonly loads = new Map<string, number>();
  /** How many builds each concurrency group has running. */
  readonly groups = new Map<string, number>();
  readonly drained = new Set<string>();
  #changed = new Set<OpenBatch>();

  /** The types of events that it needs. */
  static readonly types: readonly string[] = [
    'JobSubmitted',
    'JobSignalled',
    'JobExited',
    'BatchPlanned',
    'BatchBuildsPlanned',
    'BatchApproved',
    'BatchPaused',
    'BatchResumed',
    'BatchSuperseded',
    'BatchPublishDispatched',
    'BatchPublishSettled',
    'BuildDispatched',
    'BuildRetried',
    'BuildSettled',
    'BuildShared',
  ];

  /** Those of which something was taken in since the last call. */
  takeChanged(): readonly OpenBatch[] {
    const changed = [...this.#changed];
    this.#changed = new Set();
    return changed;
  }

  touch(open: OpenBatch): void {
    this.#changed.add(open);
  }

  /** Takes a batch in whose events were read, with those of its jobs that are not over. */
  add(job: Job, events: readonly RecordedBatchEvent[] = []): OpenBatch {
    const open = new OpenBatch(new Batch(job));
    this.open.set(job.id, open);
    for (const event of events) this.#evolve(open, event);
    this.touch(open);
    return open;
  }

  takeIn(event: RecordedEvent): void {
    const dash = event.stream.indexOf('-');
    const id = event.stream.slice(dash + 1);
    if (event.stream.startsWith('job-')) this.#takeInJob(id, event as RecordedJobEvent);
    else if (event.stream.startsWith('batch-')) {
      const open = this.open.get(id);
      if (open) this.#evolve(open, event as RecordedBatchEvent);
    }
  }

  /** What equal builds have in common; undefined when it is not to be shared. */
  contentOf({ batch }: OpenBatch, build: BatchBuild, host: string): string | undefined {
    return batch.policies.dedup ? `${host} ${contentOf(batch, build)}` : undefined;
  }

  /** Counts a build as running on a host, and no more. */
  count(open: OpenBatch, build: BatchBuild, host: string, by: 1 | -1): void {
    add(this.loads, host, by);
    add(open.onHosts, host, by);
    for (const group of build.plan.groups) add(this.groups, group, by);
  }

  #takeInJob(id: string, event: RecordedJobEvent): void {
    if (event.type === 'JobSubmitted') {
      const job = event.data.name === 'batch' && !this.open.has(id) ? evolveJob(undefined, event) : undefined;
      if (job) this.add(job);
      return;
    }
    const open = this.open.get(id);
    if (open) {
      open.batch.evolveJob(event);
      if (isEnded(open.batch.job)) this.#close(open);
      else this.touch(open);
    }
    if (event.type === 'JobExited') this.jobEnded(id, event.data);
  }

  /** A job has been told to end already. */
  told(id: string): void {
    const job = this.jobs.get(id);
    if (job) job.isTold = true;
  }

  /** A job that builds may wait for has ended. */
  jobEnded(id: string, exit: JobExit, host?: string): void {
    const job = this.jobs.get(id);
    if (!job || job.exit) return;
    job.exit = exit;
    job.host = host ?? job.host;
    if (job.content !== undefined && this.byContent.get(job.content) === job) this.byContent.delete(job.content);
    const ended = { job: id, host: job.host, exit };
    for (const [build, open] of job.users) {
      if (build.job === id) open.ended.set(build, ended);
      this.touch(open);
    }
    if (!job.publishes) return;
    add(this.loads, job.host, -1);
    job.publishes.published.set(job.host, ended);
    this.touch(job.publishes);
    this.jobs.delete(id);
  }

  #evolve(open: OpenBatch, event: RecordedBatchEvent): void {
    const { batch } = open;
    if (event.version <= batch.version) return;
    const build = 'build' in event.data ? batch.builds.get(event.data.build) : undefined;
    const before = build && { job: build.job, state: build.state, host: build.host };
    batch.evolve(event);
    this.touch(open);
    if (event.type === 'BatchPublishDispatched') this.#publishing(open, event.data);
    if (!build || !before) return;
    if (before.state === 'running' && build.state !== 'running') this.count(open, build, before.host ?? '', -1);
    if (before.job !== undefined && (before.job !== build.job || isSettled(build) || build.state === 'waiting'))
      this.#leave(before.job, build);
    if (build.state === 'running') this.#running(open, build, before.state === 'running');
    else if (build.state === 'shared') this.#follow(open, build);
  }

  #running(open: OpenBatch, build: BatchBuild, isCounted: boolean): void {
    const { job: id = '', host = '' } = build;
    if (!isCounted && !open.planned.delete(build)) this.count(open, build, host, 1);
    open.ended.delete(build);
    const content = this.contentOf(open, build, host);
    const job = this.jobs.getOrInsertComputed(id, () => ({
      id,
      host,
      users: new Map(),
      isTold: false,
      ...(content !== undefined && { content }),
    }));
    job.users.set(build, open);
    if (content !== undefined && !job.exit) this.byContent.set(content, job);
  }

  #follow(open: OpenBatch, build: BatchBuild): void {
    open.planned.delete(build);
    const { job: id = '' } = build;
    const job = this.jobs.getOrInsertComputed(id, () => ({ id, host: '', users: new Map(), isTold: false }));
    job.users.set(build, open);
    if (job.exit) open.ended.set(build, { job: id, host: job.host, exit: job.exit });
  }

  #publishing(open: OpenBatch, { job: id, host }: { readonly job: string; readonly host: string }): void {
    add(this.loads, host, 1);
    open.published.delete(host);
    this.jobs.set(id, { id, host, users: new Map(), publishes: open, isTold: false });
  }

  #leave(id: string, build: BatchBuild): void {
    const job = this.jobs.get(id);
    job?.users.get(build)?.ended.delete(build);
    job?.users.delete(build);
    if (job?.users.size === 0) this.#forget(job);
  }

  #forget(job: OpenJob): void {
    this.jobs.delete(job.id);
    if (job.content !== undefined && this.byContent.get(job.content) === job) this.byContent.delete(job.content);
  }

  #close(open: OpenBatch): void {
    this.open.delete(open.batch.id);
    this.#changed.delete(open);
    for (const build of open.batch.builds.values()) if (build.job !== undefined) this.#leave(build.job, build);
  }
}

function add(map: Map<string, number>, key: string, by: number): void {
  map.set(key, (map.get(key) ?? 0) + by);
}
