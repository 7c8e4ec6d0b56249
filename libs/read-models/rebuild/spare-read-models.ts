import type { Database } from '#prisma';
import type { Client } from 'pg';

/** A row that one of two like tables has and the other has not. */
export interface Difference {
  readonly table: string;
  /** The schema that has it: `read_models` is the one in use. */
  readonly schema: 'read_models' | 'read_models_spare';
  readonly row: Readonly<Record<string, unknown>>;
}

/** So many tables are given their indexes at the same time. */
const lanes = 2;

/** Empties the spare read models and takes their indexes away. */
export async function clearSpare({ prisma }: Database): Promise<void> {
  await prisma.$executeRaw`select clear_spare_read_models()`;
}

/** Gives the spare read models, or some of them, the indexes of those in use, the largest table first. */
export async function indexSpare({ prisma }: Database, only?: readonly string[]): Promise<void> {
  const tables = await prisma.$queryRaw<{ readonly name: string }[]>`
    select relname as name from pg_class
    where relnamespace = 'read_models_spare'::regnamespace and relkind = 'r'
      and (${only === undefined} or relname = any(${[...(only ?? [])]}::text[]))
    order by pg_table_size(oid) desc`;
  const lane = async () => {
    for (let table = tables.shift(); table !== undefined; table = tables.shift())
      await prisma.$executeRaw`select index_spare_read_model(${table.name})`;
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

/** The first row, in the order of the tables' names, that the read models and the spare ones do not both have, as the client's transaction sees them. */
export async function firstDifference(client: Client): Promise<Difference | undefined> {
  const { rows: tables } = await client.query<{ name: string }>(
    `select relname as name from pg_class
     where relnamespace = 'read_models'::regnamespace and relkind = 'r' order by relname`,
  );
  for (const { name: table } of tables) {
    const { rows } = await client.query<Pick<Difference, 'schema' | 'row'>>(
      'select stands_in as schema, told as row from difference_of_read_model($1)',
      [table],
    );
    if (rows[0] !== undefined) return { table, ...rows[0] };
  }
  return undefined;
}
