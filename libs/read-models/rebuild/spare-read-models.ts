import type { Database } from '#prisma';

/** A row that stands in one of two like tables alone. */
export interface Difference {
  readonly table: string;
  /** True when the read models have it, and what the log tells now does not. */
  readonly isInUse: boolean;
  readonly row: Readonly<Record<string, unknown>>;
}

/** So many tables are given their indexes at the same time. */
const lanes = 2;

/** The second set of read models, which a rebuild fills while the first is read. */
export class SpareReadModels {
  constructor(private readonly database: Database) {}

  /** Empties them and takes their indexes away. */
  async clear(): Promise<void> {
    await this.database.prisma.$executeRaw`select clear_spare_read_models()`;
  }

  /** Gives them the indexes of those in use, the largest table first. */
  async index(): Promise<void> {
    const tables = [...(await this.tables())];
    const lane = async () => {
      for (let table = tables.shift(); table !== undefined; table = tables.shift())
        await this.database.prisma.$executeRaw`select index_spare_read_model(${table})`;
    };
    await Promise.all(Array.from({ length: lanes }, lane));
  }

  /** The names of the read models, the largest first. */
  async tables(): Promise<readonly string[]> {
    const rows = await this.database.prisma.$queryRaw<readonly { readonly name: string }[]>`
      select relname as name from pg_class
      where relnamespace = 'read_models_spare'::regnamespace and relkind = 'r'
      order by pg_table_size(oid) desc, relname`;
    return rows.map(({ name }) => name);
  }
}
