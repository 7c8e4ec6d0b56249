import { chownSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { dataFolder, serviceAccount } from '../account.mjs';
import { end, launch, readiness, running } from '../background.mjs';
import { Complaint } from '../complaint.mjs';
import { rememberedPort, settlePort } from '../ports.mjs';
import { runWell } from '../run.mjs';
import { secretsOf, writePrivate } from '../state.mjs';
import { postgresBinaries } from './postgres-binaries.mjs';

/** @typedef {import('../state.mjs').Profile} Profile */

const name = 'postgres';
const role = 'longshore';
const database = 'longshore';

/**
 * Sees to it that PostgreSQL answers: DATABASE_URL when it is set, else a private one on loopback.
 *
 * @param {Profile} profile
 * @param {import('../steps.mjs').Tell} tell
 * @returns {Promise<{ url: string, isStartedHere: boolean }>}
 */
export async function ensurePostgres(profile, tell) {
  if (process.env.DATABASE_URL && !profile.isOurs) {
    const url = process.env.DATABASE_URL;
    tell(`${await serverVersion(url)} by DATABASE_URL`);
    return { url, isStartedHere: false };
  }
  const isStartedHere = !running(profile, name);
  if (isStartedHere) await start(profile, tell);
  const url = privateUrl(profile, database);
  tell(`${await serverVersion(url)} on 127.0.0.1:${rememberedPort(profile, name)}`);
  return { url, isStartedHere };
}

/**
 * Stops the private PostgreSQL: INT is its fast shutdown, which ends sessions and writes a checkpoint.
 *
 * @param {Profile} profile
 */
export const stopPostgres = (profile) => end(profile, name, { signal: 'SIGINT' });

/** @param {Profile} profile @param {import('../steps.mjs').Tell} tell */
async function start(profile, tell) {
  const account = await serviceAccount();
  const data = dataFolder(profile, name, account);
  const versionFile = join(data, 'PG_VERSION');
  const isNew = !existsSync(versionFile);
  const { bin } = await postgresBinaries(account, isNew ? undefined : readFileSync(versionFile, 'utf8').trim());
  if (isNew) {
    tell('initdb');
    await initialise(profile, bin, data, account);
  }
  const port = await settlePort(profile, name);
  await launch(profile, name, join(bin, 'postgres'), ['-D', data, '-p', String(port), ...settings(profile)], {
    account,
    cwd: data,
  });
  try {
    await readiness(profile, name, () => isAnswering(privateUrl(profile, 'postgres')));
    await createDatabase(profile);
  } catch (error) {
    await stopPostgres(profile);
    throw error;
  }
}

/** @param {Profile} profile */
function settings({ connections, isDurable }) {
  const always = { listen_addresses: '127.0.0.1', max_connections: connections, unix_socket_directories: '' };
  const hasty = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' };
  return Object.entries({ ...always, ...(isDurable ? {} : hasty) }).flatMap(([key, value]) => [
    '-c',
    `${key}=${value}`,
  ]);
}

/**
 * The C locale sorts by bytes, the same on every system and in every version of its libraries.
 *
 * @param {Profile} profile @param {string} bin @param {string} data @param {import('../account.mjs').Account} account
 */
async function initialise(profile, bin, data, account) {
  const passwordFile = `${data}.password`;
  writePrivate(passwordFile, secretsOf(profile).postgresPassword);
  if (account.uid !== undefined) chownSync(passwordFile, account.uid, /** @type {number} */ (account.gid));
  const access = [`--username=${role}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
  try {
    await runWell(join(bin, 'initdb'), [`--pgdata=${data}`, ...access, '--encoding=UTF8', '--no-locale'], {
      account,
      cwd: data,
    });
  } finally {
    rmSync(passwordFile);
  }
}

/** @param {Profile} profile @param {string} databaseName */
function privateUrl(profile, databaseName) {
  return `postgresql://${role}:${secretsOf(profile).postgresPassword}@127.0.0.1:${rememberedPort(profile, name)}/${databaseName}`;
}

/** Whether the server lets us in; one that is still starting up does not yet. @param {string} url */
async function isAnswering(url) {
  try {
    await query(url, 'select 1');
    return true;
  } catch (error) {
    const wrongPassword = '28P01';
    if (error.code !== wrongPassword) return false;
    throw new Complaint(
      'PostgreSQL does not accept the password in secrets.json',
      'restore .longshore/secrets.json, which belongs to .longshore/postgres',
    );
  }
}

/** @param {Profile} profile */
async function createDatabase(profile) {
  const url = privateUrl(profile, 'postgres');
  const found = await query(url, 'select from pg_database where datname = $1', [database]);
  if (found.rowCount === 0) await query(url, `create database "${database}"`);
}

/** @param {string} url */
async function serverVersion(url) {
  try {
    const { rows } = await query(url, 'show server_version');
    return `PostgreSQL ${rows[0].server_version.split(' ')[0]}`;
  } catch (error) {
    throw new Complaint(
      `PostgreSQL does not answer: ${error.message || error.code}`,
      'check DATABASE_URL, or unset it for a private PostgreSQL',
      error,
    );
  }
}

/**
 * Runs one statement on a connection of its own.
 *
 * @param {string} url @param {string} sql @param {readonly unknown[]} [values]
 */
export async function query(url, sql, values = []) {
  const { default: pg } = await import('pg'); // not at the top: `status` and `doctor` run before npm ci
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    return await client.query(sql, [...values]);
  } finally {
    await client.end();
  }
}
