import {
  Batch,
  type BatchBuild,
  evolveJob,
  familiarReference,
  type HostEvent,
  type ImageFact,
  isEnded,
  isSettled,
  isTerminating,
  type Job,
  type JobExit,
  type RecordedBatchEvent,
  type RecordedJobEvent,
} from '#domain';
import type { RecordedEvent } from '#event-sourcing';
import { contentOf } from './content.js';
import { OpenBatch, type OpenJob } from './open-batch.js';

/** All batches that have not ended and their jobs, kept up with the log. */
export class BatchBook {
  readonly open = new Map<string, OpenBatch>();
  readonly jobs = new Map<string, OpenJob>();
  /** The running job of each content that may be shared. */
  readonly byContent = new Map<string, OpenJob>();
  /** Contents of builds that have begun since this was emptied. */
  readonly begun: string[] = [];
  /** Jobs that builds wait for and that nothing is known of. */
  readonly unknown = new Set<string>();
  /** What each host has, as far as it was told or has got it by building. */
  readonly known = new Map<string, { images: Set<string>; readonly dockerfiles: Set<string> }>();
  /** How many jobs of batches each host has. */
  readonly loads = new Map<string, number>();
  /** How many jobs of batches have ended on each host since this was emptied. */
  readonly ended = new Map<string, number>();
  /** How many builds each concurrency group has running. */
  readonly groups = new Map<string, number>();
  readonly drained = new Set<string>();
  #changed = new Set<OpenBatch>();

  /** Those of which something was taken in since the last call. */
  takeChanged(): readonly OpenBatch[] {
    const changed = [...this.#changed];
    this.#changed = new Set();
    return changed;
  }

  get changed(): readonly OpenBatch[] {
    return [...this.#changed];
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
    else if (event.stream.startsWith('image-')) this.#unshare(event as RecordedEvent & ImageFact);
    else if (event.stream.startsWith('host-')) this.#takeInHost(event as RecordedEvent & HostEvent);
    else if (event.stream.startsWith('batch-')) {
      const open = this.open.get(id);
      if (open) this.#evolve(open, event as RecordedBatchEvent);
    }
  }

  /** What equal builds have in common; undefined when it is not to be shared. */
  contentOf({ batch }: OpenBatch, build: BatchBuild): string | undefined {
    return batch.policies.dedup ? contentOf(batch, build) : undefined;
  }

  /** Counts a build as running on a host, and no more. */
  count(open: OpenBatch, build: BatchBuild, host: string, by: 1 | -1): void {
    add(this.loads, host, by);
    add(open.onHosts, host, by);
    for (const group of build.plan.groups) add(this.groups, group, by);
  }

  #takeInHost({ type, data }: HostEvent): void {
    if (type === 'HostDrained') this.drained.add(data.host);
    else this.drained.delete(data.host);
  }

  /** What was begun on an image is no more what a build on the same name would be, when that means another image by now. */
  #unshare({ type, data }: ImageFact): void {
    if (type !== 'ImageUntagged') return;
    const isBase = (ref: string) => data.names.includes(familiarReference(ref));
    for (const [shared, job] of this.byContent)
      if (job.host === data.host && job.users.keys().some(({ plan }) => plan.bases.some(isBase)))
        this.byContent.delete(shared);
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

  /** A job that builds wait for, as the log has it. */
  found({ id, host, exit, signals }: Job): void {
    const job = this.jobs.get(id);
    if (!job) return;
    job.host = host;
    job.isTold ||= signals.some(isTerminating);
    for (const [build, open] of job.users) open.pin(build, host);
    if (exit) this.jobEnded(id, exit);
  }

  /** A job that builds may wait for has ended. */
  jobEnded(id: string, exit: JobExit): void {
    const job = this.jobs.get(id);
    if (!job || job.exit) return;
    job.exit = exit;
    add(this.ended, job.host, 1);
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
    if (build.state === 'built' && before.state === 'running') this.#learn(build);
    if (build.state === 'running') this.#running(open, build, before.state === 'running');
    else if (build.state === 'shared') this.#follow(open, build);
  }

  knowledgeOf(host: string) {
    return this.known.getOrInsertComputed(host, () => ({ images: new Set<string>(), dockerfiles: new Set<string>() }));
  }

  /** Where an image was built, its bases are, and what was made of its steps. */
  #learn({ plan, host = '' }: BatchBuild): void {
    const known = this.knowledgeOf(host);
    for (const ref of [...plan.bases, ...plan.args.tags]) known.images.add(familiarReference(ref));
    if (plan.dockerfileDigest !== undefined) known.dockerfiles.add(plan.dockerfileDigest);
  }

  #running(open: OpenBatch, build: BatchBuild, isCounted: boolean): void {
    const { job: id = '', host = '' } = build;
    if (!isCounted && !open.planned.delete(build)) this.count(open, build, host, 1);
    open.ended.delete(build);
    open.pin(build, host);
    const content = this.contentOf(open, build);
    const shared = content === undefined ? undefined : `${host} ${content}`;
    const job = this.jobs.getOrInsertComputed(id, () => ({
      id,
      host,
      users: new Map(),
      isTold: false,
      ...(shared !== undefined && !build.sharedWith && { content: shared }),
    }));
    job.users.set(build, open);
    if (content === undefined || shared === undefined || job.exit || build.sharedWith) return;
    this.byContent.set(shared, job);
    this.begun.push(content);
  }

  #follow(open: OpenBatch, build: BatchBuild): void {
    open.planned.delete(build);
    const { job: id = '' } = build;
    if (!this.jobs.has(id)) this.unknown.add(id);
    const job = this.jobs.getOrInsertComputed(id, () => ({ id, host: '', users: new Map(), isTold: false }));
    if (job.host !== '') open.pin(build, job.host);
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
    this.#changed.add(open);
    for (const build of open.batch.builds.values()) if (build.job !== undefined) this.#leave(build.job, build);
  }
}

function add(map: Map<string, number>, key: string, by: number): void {
  map.set(key, (map.get(key) ?? 0) + by);
}
