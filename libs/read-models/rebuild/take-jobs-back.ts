import type { Job } from '#domain';
import type { Database } from '#prisma';

/** Takes jobs out of their table again: something happened to them after they had ended. */
export async function takeJobsBack(ids: readonly string[], { prisma }: Database): Promise<ReadonlyMap<string, Job>> {
  const rows = await prisma.$queryRaw<readonly { readonly id: string; readonly job: Job }[]>`
    delete from jobs where id = any(${[...ids]}::uuid[]) returning id, job`;
  return new Map(rows.map(({ id, job }) => [id, job]));
}
