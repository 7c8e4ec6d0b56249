import {
  type Job,
  type JobExit,
  type RecordedJobEvent,
  type RecordedTokenEvent,
  type Target,
  targetsOf,
} from '#domain';
import {
  entryOfJob,
  entryOfSignal,
  entryOfToken,
  jobIn,
  type NewEntry,
  type Progress,
  progressAfter,
  tokenIn,
} from './new-entry.js';

/** A job whose entry is made, and what became of it so far. */
export interface KnownJob extends Pick<Job, 'name' | 'args'> {
  readonly position: number;
  readonly host: string | null;
  readonly progress: Progress;
}

/** A target of an entry, and from which position on it is known. */
export interface TargetRow extends Target {
  readonly position: number;
  readonly known: number;
}

/** Takes in events that the audit is made of, oldest first, on top of what is known of their jobs and tokens. */
export class AuditFold {
  readonly entries: NewEntry[] = [];
  readonly targets: TargetRow[] = [];
  /** What became by now of each command that events came of, by its position. */
  readonly progress = new Map<number, Progress>();

  constructor(
    private readonly jobs: Map<string, KnownJob>,
    private readonly tokenNames: Map<string, string>,
  ) {}

  take(event: RecordedJobEvent | RecordedTokenEvent): void {
    switch (event.type) {
      case 'JobSubmitted':
      case 'JobRefused':
        return this.#beginJob(event);
      case 'JobSignalled':
        return this.#signal(event);
      case 'TokenCreated':
        // A token's events are correlated by its id.
        this.tokenNames.set(event.metadata.correlationId, event.data.name);
        return this.#add(entryOfToken(event, event.data.name));
      case 'TokenRevoked':
        return this.#add(entryOfToken(event, this.tokenNames.get(tokenIn(event))));
      default:
        return this.#goOn(event);
    }
  }

  #beginJob(event: Parameters<typeof entryOfJob>[0]): void {
    const entry = entryOfJob(event);
    const { position, name, host } = entry.command;
    this.#add(entry);
    this.jobs.set(jobIn(event), { position, name, host, args: entry.args, progress: entry.progress });
  }

  #signal(event: Parameters<typeof entryOfSignal>[0]): void {
    const job = this.jobs.get(jobIn(event));
    this.#add(entryOfSignal(event, { host: job?.host ?? null, targets: job ? targetsOf(job) : [] }));
  }

  #goOn(event: RecordedJobEvent): void {
    const job = this.jobs.get(jobIn(event));
    if (!job) return;
    const progress = progressAfter(job.progress, event);
    if (progress === job.progress) return;
    this.jobs.set(jobIn(event), { ...job, progress });
    this.progress.set(job.position, progress);
    if (event.type === 'JobExited') this.#addTargets(job.position, madeBy(job, event.data), event.position);
  }

  #add(entry: NewEntry): void {
    const { position } = entry.command;
    this.entries.push(entry);
    this.progress.set(position, entry.progress);
    this.#addTargets(position, entry.targets, position);
  }

  #addTargets(position: number, targets: readonly Target[], known: number): void {
    this.targets.push(...targets.map((target) => ({ ...target, position, known })));
  }
}

/** What the result of a job tells of beyond its arguments. */
function madeBy(job: KnownJob, exit: JobExit): readonly Target[] {
  const named = new Set(targetsOf(job).map(({ kind, ref }) => `${kind} ${ref}`));
  return targetsOf({ ...job, exit }).filter(({ kind, ref }) => !named.has(`${kind} ${ref}`));
}
