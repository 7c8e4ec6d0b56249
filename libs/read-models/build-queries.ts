import {
  type BuildRecord,
  buildRecord,
  buildStream,
  type BuildTold,
  type ContentEvent,
  contentStream,
  entityStream,
  type EventPlace,
  evolveJob,
  foldBuild,
  type ImageDetail,
  imageOf,
  imagesOfSteps,
  isBuild,
  type Job,
  jobStream,
  type Outcome,
  type RecordedBuildEvent,
  type RecordedImageFact,
  type RecordedJobEvent,
} from '#domain';
import type { EventStore, RecordedEvent } from '#event-sourcing';
import type { Database } from '#prisma';
import type { AuditQueries } from './audit-queries.js';
import type { AuditEntry } from './audit/audit-row.js';
import type { PageAsOf, PageAsOfWish } from './page-as-of.js';

/** Which builds; all that are given must hold. */
export interface BuildFilter {
  readonly actor?: string;
  readonly host?: string;
  readonly outcome?: Outcome;
  /** A name that it was to have, or the id that it got. */
  readonly image?: string;
  /** The id of the job that submitted it. */
  readonly parent?: string;
  readonly since?: string;
  readonly until?: string;
}

/** A build in a list. */
export type BuildEntry = ReturnType<typeof viewEntry>;

/** A build as its job and its steps tell it. */
export interface FoundBuild {
  readonly job: Job;
  readonly parent: string | undefined;
  readonly told: BuildTold;
}

/** More events of one build are not listed: its log tells them. */
const mostPlaces = 1_000;

/** Reads the record of builds: one from its own streams, so that it is never behind; lists from the audit. */
export class BuildQueries {
  constructor(
    private readonly database: Database,
    private readonly store: EventStore,
    private readonly audit: AuditQueries,
  ) {}

  /** Builds as they were at a moment, the newest first. The read models must have caught up. */
  async list({ image, ...filter }: BuildFilter, wish: PageAsOfWish): Promise<PageAsOf<BuildEntry>> {
    const about = image === undefined ? {} : { target: image, targetKind: 'image' as const };
    const { items, ...page } = await this.audit.list({ ...filter, ...about, name: 'build' }, wish);
    return { ...page, items: items.map(viewEntry) };
  }

  /** Undefined when there is no such job, or it is no build. */
  async find(id: string): Promise<FoundBuild | undefined> {
    const [events, steps] = await Promise.all([
      this.store.readStream(jobStream(id)),
      this.store.readStream(buildStream(id)),
    ]);
    const own = events as readonly RecordedJobEvent[];
    const job = own.reduce<Job | undefined>(evolveJob, undefined);
    if (!job || !isBuild(job)) return undefined;
    const [first] = own;
    const parent = first?.type === 'JobSubmitted' ? first.data.parent?.id : undefined;
    return { job, parent, told: foldBuild(steps as readonly RecordedBuildEvent[]) };
  }

  /** Its whole record, as it is now. */
  async record(build: FoundBuild): Promise<BuildRecord> {
    const { job, told } = build;
    const images = imagesOfSteps(told.steps, imageOf(job) ?? undefined);
    const details = await Promise.all(images.map((image) => this.#detailOf(job.host, image)));
    return buildRecord({ ...build, details: new Map(details.flat()) });
  }

  /** The events of a build, in the order of the log. */
  async places(id: string): Promise<readonly EventPlace[]> {
    const rows = await this.database.prisma.$queryRaw<
      readonly { readonly position: bigint; readonly type: string; readonly hash: string }[]
    >`
      select position, type, encode(hash, 'hex') as hash from events
      where stream = any(${[jobStream(id), buildStream(id)]}::text[]) order by position limit ${mostPlaces}`;
    return rows.map(({ position, ...row }) => ({ ...row, position: Number(position) }));
  }

  /** What is on record of an image, also of one that has gone. */
  async #detailOf(host: string, image: string): Promise<readonly (readonly [string, ImageDetail])[]> {
    const facts = (await this.store.readStream(entityStream('image', host, image))) as readonly RecordedImageFact[];
    const [detail] = facts.flatMap(({ data }) => ('image' in data ? [data.image.detail] : []));
    if (detail === undefined) return [];
    const [content] = (await this.store.readStream(contentStream(detail))) as readonly (RecordedEvent & ContentEvent)[];
    return content ? [[image, content.data.content as unknown as ImageDetail]] : [];
  }
}

function viewEntry(entry: AuditEntry) {
  const images = entry.targets.flatMap(({ kind, ref }) => (kind === 'image' ? [ref] : []));
  const { job, position, time, startedAt } = entry;
  const tags: readonly string[] = images.filter((ref) => !ref.startsWith('sha256:'));
  return {
    id: job ?? '',
    pid: position,
    parent: entry.parent,
    correlation: entry.correlation,
    actor: entry.actor,
    host: entry.host,
    outcome: entry.outcome ?? ('indeterminate' as const),
    status: entry.status,
    error: entry.error,
    queuedAt: time,
    startedAt,
    endedAt: entry.endedAt,
    queueMs: startedAt === null ? null : Math.max(0, Date.parse(startedAt) - Date.parse(time)),
    durationMs: entry.durationMs,
    image: images.find((ref) => ref.startsWith('sha256:')) ?? null,
    tags,
  };
}
