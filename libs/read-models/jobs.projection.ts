import { evolveJob, type Job, jobEvents, type RecordedJobEvent } from '#domain';
import type { Prisma } from '#prisma';

/** The types of events of which the table of jobs is made. */
export const jobEventTypes: readonly string[] = Object.keys(jobEvents);

/** Keeps the table `jobs`: each job as its events tell it. */
export async function keepJobs(
  events: readonly RecordedJobEvent[],
  transaction: Prisma.TransactionClient,
): Promise<void> {
  const byJob = Map.groupBy(events, idOf);
  const known = await knownJobs(events.filter(({ version }) => version > 1).map(idOf), transaction);
  const changed = [...byJob].flatMap(([id, own]) => own.reduce<Job | undefined>(evolveJob, known.get(id)) ?? []);
  await writeJobs(changed, transaction);
}

/** The id of the job that the event is about. */
export function idOf({ stream }: RecordedJobEvent): string {
  return stream.slice('job-'.length);
}

/** The jobs with these ids as they stand in the table. */
export async function knownJobs(
  ids: readonly string[],
  transaction: Prisma.TransactionClient,
): Promise<ReadonlyMap<string, Job>> {
  if (ids.length === 0) return new Map();
  const rows = await transaction.$queryRaw<readonly { readonly id: string; readonly job: Job }[]>`
    select id, job from jobs where id = any(${[...ids]}::uuid[])`;
  return new Map(rows.map(({ id, job }) => [id, job]));
}

/** Writes jobs as they are now. */
export async function writeJobs(jobs: readonly Job[], transaction: Prisma.TransactionClient): Promise<void> {
  if (jobs.length === 0) return;
  const rows = jobs.map(rowOf);
  await transaction.$executeRaw`
    insert into jobs (id, pid, name, host, actor, state, submitted_at, job)
    select id, pid, name, host, actor, state, submitted_at, job
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as row (id uuid, pid bigint, name text, host text, actor text, state text, submitted_at timestamptz, job jsonb)
    on conflict (id) do update set state = excluded.state, job = excluded.job`;
}

/** The row of a job. */
export function rowOf(job: Job): object {
  return {
    id: job.id,
    pid: job.pid,
    name: job.name,
    host: job.host,
    actor: job.actor.name,
    state: job.state,
    submitted_at: job.submittedAt,
    job,
  };
}
