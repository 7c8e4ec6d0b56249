import { type Batch, type BatchBuild, type BatchEvent, endingOf } from '#domain';
import type { EndedJob } from './open-batch.js';
import { childId, type ChildJob, isPushed, publishJob } from './child-job.js';

/**
 * What a build that another one served has still to do, when it is built: give the image its own names. Undefined when there is nothing to be done,
 * or the job was not that of another build.
 */
export function namingOf(
  batch: Batch,
  build: BatchBuild,
  { exit, host }: EndedJob,
): { readonly event: BatchEvent; readonly job: ChildJob } | undefined {
  const { image, tags: given = [] } = exit.result ?? {};
  if (build.state !== 'shared' || exit.status !== 0 || typeof image !== 'string') return undefined;
  const { tags } = build.plan.args;
  const push = isPushed(batch, build);
  const isNamed = tags.every((tag) => (given as readonly string[]).includes(tag));
  if (batch.policies.publish === 'all-or-none' || (isNamed && !push) || endingOf(batch, Date.now())) return undefined;
  const attempt = build.attempts.length + 1;
  const job = publishJob(batch, { images: [{ image, tags, push }] }, host, childId(batch.id, build.plan.name, attempt));
  return { event: { type: 'BuildDispatched', data: { build: build.plan.name, job: job.id, host, attempt } }, job };
}
