import { openDatabase } from '#prisma';
import type { Database } from '#prisma';
import { createDatabase, migrateTemplate } from '#testing';
import { Pool } from 'pg';

/** An empty log for one benchmark, reachable in the product's way and in the direct one. */
export interface LogDatabase extends AsyncDisposable {
  readonly url: string;
  readonly database: Database;
  /** Plain pg, with as many connections as there are callers. */
  readonly pool: Pool;
}

/** Makes the log; it is dropped when it is disposed of. */
export async function openLogDatabase(callers: number): Promise<LogDatabase> {
  const template = await migrateTemplate();
  const throwAway = await createDatabase(template.url);
  const database = openDatabase(throwAway.url);
  const pool = new Pool({ connectionString: throwAway.url, max: callers });
  pool.on('error', () => undefined); // a connection may be cut while it is being closed
  const dispose = async () => {
    await pool.end();
    await database.close();
    await throwAway.drop();
    await template.drop();
  };
  return { url: throwAway.url, database, pool, [Symbol.asyncDispose]: dispose };
}
