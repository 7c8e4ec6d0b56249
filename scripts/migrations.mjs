import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot, ownNode } from './paths.mjs';
import { runWell } from './run.mjs';
import { query } from './services/postgres.mjs';

const folder = inRoot('prisma', 'migrations');

/**
 * Applies the migrations that a database lacks, with Prisma Migrate.
 * Starting Prisma costs seconds, so it is asked only when there is something to do.
 *
 * @param {string} databaseUrl
 * @param {import('./steps.mjs').Tell} tell
 */
export async function ensureMigrated(databaseUrl, tell) {
  const applied = new Set(await appliedMigrations(databaseUrl));
  const pending = migrations().filter((name) => !applied.has(name));
  if (pending.length === 0) return tell('up to date');
  tell(`applying ${pending.join(', ')}`);
  const prisma = inRoot('node_modules', 'prisma', 'build', 'index.js');
  const remedy = 'see the message above; the database is as the last good migration left it';
  await runWell(ownNode, [prisma, 'migrate', 'deploy'], { env: { DATABASE_URL: databaseUrl }, remedy });
  tell(`applied ${pending.join(', ')}`);
}

function migrations() {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.filter((name) => existsSync(join(folder, name, 'migration.sql')));
}

/** @param {string} databaseUrl @returns {Promise<string[]>} */
async function appliedMigrations(databaseUrl) {
  const { rows: found } = await query(databaseUrl, "select to_regclass('_prisma_migrations') is not null as yes");
  if (!found[0].yes) return [];
  const { rows } = await query(
    databaseUrl,
    'select migration_name from _prisma_migrations where finished_at is not null and rolled_back_at is null',
  );
  return rows.map((row) => row.migration_name);
}
