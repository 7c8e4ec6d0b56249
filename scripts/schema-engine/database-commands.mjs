import pg from 'pg';
import { writeFailure } from './engine-log.mjs';

/** Prisma's codes for PostgreSQL's; the CLI acts on them, for instance by creating a database that does not exist. */
const prismaCodes = { '3D000': 'P1003', '42P04': 'P1009' };
const cannotReach = 'P1001';

const statements = {
  'create-database': (/** @type {string} */ name) => `CREATE DATABASE ${name}`,
  'drop-database': (/** @type {string} */ name) => `DROP DATABASE ${name}`,
};

/**
 * Runs one of the commands about the database itself.
 *
 * @param {'can-connect-to-database' | keyof typeof statements} command
 * @param {string} url
 * @returns {Promise<number>} the exit status
 */
export async function runDatabaseCommand(command, url) {
  try {
    await (command === 'can-connect-to-database'
      ? connectAnd(url, 'SELECT 1')
      : changeDatabase(statements[command], url));
    return 0;
  } catch (error) {
    const code = prismaCodes[/** @type {keyof typeof prismaCodes} */ (error.code)] ?? cannotReach;
    writeFailure({ message: error.message || error.code, code });
    return 1;
  }
}

/**
 * A database cannot be created or dropped from inside: connect to the one that always exists.
 *
 * @param {(name: string) => string} statement
 * @param {string} url
 */
async function changeDatabase(statement, url) {
  const target = new URL(url);
  const name = pg.escapeIdentifier(decodeURIComponent(target.pathname.slice(1)));
  target.pathname = '/postgres';
  await connectAnd(target.href, statement(name));
}

/** @param {string} url @param {string} sql */
async function connectAnd(url, sql) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
