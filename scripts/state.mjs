import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inRoot } from './paths.mjs';

/**
 * Where one way of running keeps its services, and how they are tuned.
 *
 * @typedef {object} Profile
 * @property {string} directory
 * @property {number} connections PostgreSQL's max_connections
 * @property {boolean} isDurable false where losing the data in a power cut does not matter
 * @property {boolean} isOurs true where DATABASE_URL and REDIS_URL are ignored: tests wipe what they work on
 */

/** @type {{ bench: Profile, test: Profile, up: Profile }} */
export const profiles = {
  bench: { directory: inRoot('.longshore', 'bench', 'services'), connections: 300, isDurable: true, isOurs: true },
  test: { directory: inRoot('.longshore', 'test'), connections: 300, isDurable: false, isOurs: true },
  up: { directory: inRoot('.longshore'), connections: 100, isDurable: true, isOurs: false },
};

/**
 * Makes a profile's folders. The top one can be passed through by the account that the services run as.
 *
 * @param {Profile} profile
 */
export function openState({ directory }) {
  mkdirSync(join(directory, 'run'), { recursive: true, mode: 0o700 });
  mkdirSync(join(directory, 'log'), { recursive: true, mode: 0o700 });
  for (let folder = directory; folder !== inRoot(); folder = dirname(folder)) chmodSync(folder, 0o711);
}

/**
 * A profile's secrets, made at the first start.
 *
 * @param {Profile} profile
 * @returns {{ adminToken: string, postgresPassword: string, redisPassword: string, registryPassword: string, secretKey: string }}
 */
export function secretsOf({ directory }) {
  const file = join(directory, 'secrets.json');
  if (!existsSync(file)) writeJson(file, newSecrets());
  return readJson(file);
}

const newSecrets = () => ({
  adminToken: `lsh_${randomBytes(32).toString('base64url')}`,
  postgresPassword: randomBytes(24).toString('base64url'),
  redisPassword: randomBytes(24).toString('base64url'),
  registryPassword: randomBytes(24).toString('base64url'),
  secretKey: randomBytes(32).toString('base64'),
});

/** Reads a JSON file; undefined when there is none. @param {string} file */
export function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/** Writes a JSON file that only we can read. @param {string} file @param {unknown} value */
export const writeJson = (file, value) => writePrivate(file, `${JSON.stringify(value, null, 2)}\n`);

/** Writes a file that only we can read, whole or not at all. @param {string} file @param {string} text */
export function writePrivate(file, text) {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, text, { mode: 0o600 });
  renameSync(draft, file);
}
