import type { Batch, BatchBuild, ToldReason } from '#domain';

/** A batch in a list. What is not known yet is null. */
export function viewBatchBriefly({ id, job, args, counts, served, isApproved, isPaused, supersededBy }: Batch) {
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
      job: `/v1/jobs/${id}`,
      signal: `/v1/jobs/${id}/signal`,
    },
  };
}

/** A batch with each of its builds, and why those that wait do so. */
export function viewBatch(batch: Batch, why: ReadonlyMap<string, ToldReason>) {
  return {
    ...viewBatchBriefly(batch),
    policies: batch.policies,
    items: [...batch.builds.values()].map((build) => viewBuild(build, why.get(build.plan.name))),
    publishes: [...batch.publishes.values()],
    position: batch.position,
  };
}

function viewBuild(build: BatchBuild, why: ToldReason | undefined) {
  const { plan, state, attempts, job, host, image, reason, sharedWith, settledAt } = build;
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
    settledAt: settledAt ?? null,
    warnings: plan.warnings,
    why: why ?? null,
  };
}

export type BatchView = ReturnType<typeof viewBatch>;
export type BriefBatchView = ReturnType<typeof viewBatchBriefly>;
