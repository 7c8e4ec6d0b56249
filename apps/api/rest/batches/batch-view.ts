import type { Batch, BatchTold, ToldBuild, ToldPath, ToldReason } from '#domain';
import type { TellingOfBatch } from '#engine';
import type { BatchItem, BatchView, BriefBatchView } from './batch-answers.js';

/** A batch in a list. What is not known yet is null. */
export function viewBatchBriefly(batch: Batch): BriefBatchView {
  const { id, job, args, counts, served, isApproved, isPaused, supersededBy } = batch;
  return {
    id,
    pid: job.pid,
    name: args.name,
    actor: job.actor.name,
    state: job.state,
    status: job.exit?.status ?? null,
    signal: job.exit?.signal ?? null,
    error: job.exit?.error ?? null,
    builds: args.builds,
    counts: { ...counts, served },
    awaitsApproval: args.policies.approval && !isApproved,
    isPaused,
    supersededBy: supersededBy?.batch ?? null,
    submittedAt: job.submittedAt,
    endedAt: job.endedAt ?? null,
    links: {
      self: `/v1/batches/${id}`,
      events: `/v1/batches/${id}/events`,
      graph: `/v1/batches/${id}/graph`,
      job: `/v1/jobs/${id}`,
      signal: `/v1/jobs/${id}/signal`,
    },
  };
}

/** A batch with each of its builds, how far it is, and why those that wait do so. */
export function viewBatch(batch: Batch, { told, why }: TellingOfBatch): BatchView {
  return {
    ...viewBatchBriefly(batch),
    policies: batch.policies,
    progress: told.progress,
    estimate: viewEstimate(told),
    criticalPath: viewPath(told.criticalPath),
    items: told.builds.map((build) => viewBuild(build, why.get(build.build.plan.name))),
    publishes: [...batch.publishes.values()],
    position: batch.position,
  };
}

function viewEstimate({ estimate }: BatchTold): BatchView['estimate'] {
  return estimate ? { ...estimate, endsAt: estimate.endsAt ?? null } : null;
}

function viewPath({ builds, seconds }: ToldPath): BatchView['criticalPath'] {
  return { builds: builds.map((build) => ({ seconds: null, ...build })), seconds: seconds ?? null };
}

function viewBuild({ build, progress, expectedSeconds }: ToldBuild, why: ToldReason | undefined): BatchItem {
  const { plan, state, attempts, job, host, image, reason, sharedWith, begunAt, settledAt } = build;
  return {
    name: plan.name,
    state,
    tags: plan.args.tags,
    needs: plan.needs,
    bases: plan.bases,
    steps: plan.steps,
    groups: plan.groups,
    attempts,
    job: job ?? null,
    host: host ?? null,
    image: image ?? null,
    reason: reason ?? null,
    sharedWith: sharedWith ?? null,
    startedAt: begunAt ?? null,
    settledAt: settledAt ?? null,
    progress: { ...progress, current: progress.current ?? null, outputBytes: progress.outputBytes ?? null },
    expectedSeconds: expectedSeconds ?? null,
    warnings: plan.warnings,
    why: why ?? null,
  };
}
