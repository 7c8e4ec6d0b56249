import type { Database } from '#prisma';

/**
 * The hosts that facts tell of, also those that are configured no more. Each is found by one step in an index, however many facts there are: so a
 * query about all hosts goes from host to host, and looks up each by an index that begins with it.
 */
export async function hostsOnRecord({ prisma }: Database): Promise<readonly string[]> {
  const rows = await prisma.$queryRaw<readonly { readonly host: string }[]>`
    with recursive steps (kind, host) as (
      (select kind, host from entities order by kind, host limit 1)
      union all
      select next.kind, next.host
      from steps cross join lateral (
        select kind, host from entities where (kind, host) > (steps.kind, steps.host) order by kind, host limit 1) as next
    )
    select distinct host from steps order by host`;
  return rows.map(({ host }) => host);
}

/**
 * The hosts that a query is about: the one that it names, or all. Queries look each up in a `lateral (… offset 0)`: the offset does nothing
 * but keep Postgres from reading the index of all hosts at once, which for a moment is all of it.
 */
export async function hostsOf(database: Database, host: string | undefined): Promise<string[]> {
  return host === undefined ? [...(await hostsOnRecord(database))] : [host];
}
