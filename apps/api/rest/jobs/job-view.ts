import type { Job } from '#domain';

/** A job as REST shows it. What is not known yet is null. */
export function viewJob(job: Job) {
  const { exit } = job;
  return {
    id: job.id,
    pid: job.pid,
    ppid: job.ppid,
    name: job.name,
    args: job.args,
    env: job.env,
    actor: job.actor.name,
    token: job.actor.token ?? null,
    host: job.host,
    state: job.state,
    /** The exit status. */
    status: exit?.status ?? null,
    signal: exit?.signal ?? null,
    timedOut: exit?.timedOut ?? false,
    nice: job.nice,
    limits: job.limits ?? null,
    stdin: job.stdin ?? null,
    warnings: job.warnings,
    submittedAt: job.submittedAt,
    startedAt: job.startedAt ?? null,
    endedAt: job.endedAt ?? null,
    result: exit?.result ?? null,
    error: exit?.error ?? null,
    lastError: exit?.lastError ?? null,
    output: exit?.output ?? null,
    links: {
      self: `/v1/jobs/${job.id}`,
      output: `/v1/jobs/${job.id}/output`,
      signal: `/v1/jobs/${job.id}/signal`,
    },
  };
}

export type JobView = ReturnType<typeof viewJob>;
