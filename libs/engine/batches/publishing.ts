import { type Batch, type BatchBuild, type BatchEvent, type BatchPublish, endingOf, faultOf } from '#domain';
import type { EndedJob } from './open-batch.js';
import { childId, type ChildJob, isPushed, publishJob } from './child-job.js';

/** What is to be recorded of a batch's last step. */
export interface PublishStep {
  readonly events: readonly BatchEvent[];
  readonly jobs: readonly ChildJob[];
}

/**
 * What a batch that publishes all or none does when all of its builds have ended: one job a host gives the images their names; where one of them cannot, the others
 * take theirs back. Undefined when that is over, or is not to be.
 *
 * @param ended how its publishing jobs ended, by host, as far as the batch does not say so yet
 */
export function publishStep(batch: Batch, ended: ReadonlyMap<string, EndedJob>, now: number): PublishStep | undefined {
  if (batch.policies.publish !== 'all-or-none' || batch.counts.built < batch.builds.size) return undefined;
  const hosts = Map.groupBy(batch.builds.values(), ({ host = '' }) => host);
  const events: BatchEvent[] = [];
  const jobs: ChildJob[] = [];
  let isOver = true;
  const hasFailed = batch.publishes.values().some(({ outcome }) => outcome === 'failed');
  for (const [host, builds] of hosts) {
    const publish = batch.publishes.get(host);
    const isTakenBack = publish?.outcome === 'published' && hasFailed;
    if (publish ? publish.outcome !== undefined && !isTakenBack : endingOf(batch, now)) continue;
    isOver = false;
    const end = ended.get(host);
    if (publish && !isTakenBack && end?.job !== publish.job) continue;
    const isNew = !publish || isTakenBack;
    if (publish && !isNew && !(end && isWorthAnotherTry(batch, publish.attempt, end))) {
      events.push(settled(publish, end));
      continue;
    }
    const takesBack = isTakenBack || publish?.takesBack === true;
    const attempt = isNew ? 1 : publish.attempt + 1;
    const job = jobOf(batch, host, builds, { attempt, ...(takesBack && { before: publish?.before ?? {} }) });
    jobs.push(job);
    const told = { job: job.id, host, attempt, ...(takesBack && ({ takesBack } as const)) };
    events.push({ type: 'BatchPublishDispatched', data: told });
  }
  return isOver ? undefined : { events, jobs };
}

function isWorthAnotherTry({ policies }: Batch, attempt: number, { exit }: EndedJob): boolean {
  return exit.status !== 0 && attempt < policies.retry.attempts && faultOf(exit).isTransient;
}

function settled({ host, takesBack }: BatchPublish, end: EndedJob | undefined): BatchEvent {
  const told = { job: end?.job ?? '', host };
  if (end?.exit.status === 0 && takesBack)
    return { type: 'BatchPublishSettled', data: { ...told, outcome: 'taken-back' } };
  if (end?.exit.status === 0) {
    const before = end.exit.result?.['before'] as Record<string, string | null> | undefined;
    return { type: 'BatchPublishSettled', data: { ...told, outcome: 'published', ...(before && { before }) } };
  }
  const reason = end?.exit.error?.message ?? `its job ended with status ${end?.exit.status}`;
  return { type: 'BatchPublishSettled', data: { ...told, outcome: 'failed', reason } };
}

interface Try {
  readonly attempt: number;
  /** The names are taken back: what they meant before. */
  readonly before?: Readonly<Record<string, string | null>>;
}

function jobOf(batch: Batch, host: string, builds: readonly BatchBuild[], { attempt, before }: Try): ChildJob {
  const images = builds.map((build) => ({
    image: build.image ?? '',
    tags: build.plan.args.tags,
    push: !before && isPushed(batch, build),
    ...(!build.sharedWith && build.job !== undefined && { build: build.job }),
  }));
  const id = childId(batch.id, before ? 'take-back' : 'publish', host, attempt);
  return publishJob(batch, { images, ...(before && { before }) }, host, id);
}

/** Then no name reserves the images any more. */
const gaveUp: ReadonlySet<BatchPublish['outcome']> = new Set(['published', 'taken-back']);

/** The jobs that let go of what a batch has built and not published. */
export function releases(batch: Batch): readonly ChildJob[] {
  if (batch.policies.publish !== 'all-or-none') return [];
  const kept = [...batch.builds.values()].filter(
    ({ state, sharedWith, host = '' }) =>
      state === 'built' && !sharedWith && !gaveUp.has(batch.publishes.get(host)?.outcome),
  );
  return [...Map.groupBy(kept, ({ host = '' }) => host)].map(([host, builds]) => {
    const images = builds.map(({ image = '', job }) => ({
      image,
      tags: [],
      push: false,
      ...(job !== undefined && { build: job }),
    }));
    return publishJob(batch, { images }, host, childId(batch.id, 'release', host));
  });
}
