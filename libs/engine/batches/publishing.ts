import { type Batch, type BatchBuild, type BatchEvent, endingOf, faultOf } from '#domain';
import type { EndedJob } from './open-batch.js';
import { childId, type ChildJob, isPushed, publishJob } from './child-job.js';

/** What is to be recorded of a batch's last step. */
export interface PublishStep {
  readonly events: readonly BatchEvent[];
  readonly jobs: readonly ChildJob[];
}

/**
 * What a batch that publishes all or none does when all of its builds have ended: one job a host gives the images their names. Undefined when that is over, or is
 * not to be.
 *
 * @param ended how its publishing jobs ended, by host, as far as the batch does not say so yet
 */
export function publishStep(batch: Batch, ended: ReadonlyMap<string, EndedJob>, now: number): PublishStep | undefined {
  if (batch.policies.publish !== 'all-or-none' || batch.counts.built < batch.builds.size) return undefined;
  const hosts = Map.groupBy(batch.builds.values(), ({ host = '' }) => host);
  const events: BatchEvent[] = [];
  const jobs: ChildJob[] = [];
  let isOver = true;
  for (const [host, builds] of hosts) {
    const publish = batch.publishes.get(host);
    if (publish?.outcome !== undefined) continue;
    if (!publish && endingOf(batch, now)) continue;
    isOver = false;
    const end = ended.get(host);
    if (publish && end?.job !== publish.job) continue;
    const again = !publish || (end && isWorthAnotherTry(batch, publish.attempt, end));
    if (!again) events.push(settled(host, end));
    else {
      const attempt = (publish?.attempt ?? 0) + 1;
      const job = jobOf(batch, host, builds, attempt);
      jobs.push(job);
      events.push({ type: 'BatchPublishDispatched', data: { job: job.id, host, attempt } });
    }
  }
  return isOver ? undefined : { events, jobs };
}

function isWorthAnotherTry({ policies }: Batch, attempt: number, { exit }: EndedJob): boolean {
  return exit.status !== 0 && attempt < policies.retry.attempts && faultOf(exit).isTransient;
}

function settled(host: string, end: EndedJob | undefined): BatchEvent {
  const told = { job: end?.job ?? '', host };
  if (end?.exit.status === 0) return { type: 'BatchPublishSettled', data: { ...told, outcome: 'published' } };
  const reason = end?.exit.error?.message ?? `its job ended with status ${end?.exit.status}`;
  return { type: 'BatchPublishSettled', data: { ...told, outcome: 'failed', reason } };
}

function jobOf(batch: Batch, host: string, builds: readonly BatchBuild[], attempt: number): ChildJob {
  const images = builds.map((build) => ({
    image: build.image ?? '',
    tags: build.plan.args.tags,
    push: isPushed(batch, build),
    ...(!build.sharedWith && build.job !== undefined && { build: build.job }),
  }));
  return publishJob(batch, images, host, childId(batch.id, 'publish', host, attempt));
}

/** The jobs that let go of what a batch has built and not published. */
export function releases(batch: Batch): readonly ChildJob[] {
  if (batch.policies.publish !== 'all-or-none') return [];
  const kept = [...batch.builds.values()].filter(
    ({ state, sharedWith, host = '' }) =>
      state === 'built' && !sharedWith && batch.publishes.get(host)?.outcome !== 'published',
  );
  return [...Map.groupBy(kept, ({ host = '' }) => host)].map(([host, builds]) => {
    const images = builds.map(({ image = '', job }) => ({
      image,
      tags: [],
      push: false,
      ...(job !== undefined && { build: job }),
    }));
    return publishJob(batch, images, host, childId(batch.id, 'release', host));
  });
}
