import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { end, launch, readiness } from '../background.mjs';
import { Complaint } from '../complaint.mjs';
import { canInstall, install } from '../debian.mjs';
import { findExecutable } from '../executables.mjs';
import { settlePort } from '../ports.mjs';
import { secretsOf, writeJson, writePrivate } from '../state.mjs';
import { until } from '../until.mjs';
import { startContainer, stopContainer } from './containers.mjs';
import { query } from './postgres.mjs';

/** @typedef {import('../state.mjs').Profile} Profile */

const program = 'docker-registry';
const image = 'registry:2';
const user = 'longshore';
const names = { open: 'registry', private: 'private-registry' };

/**
 * Starts two real registries for the tests, an open one and one that wants a password, and resolves with
 * the environment that tells of them. Docker Engine trusts loopback without TLS.
 *
 * @param {Profile} profile
 * @param {Promise<string>} databaseUrl a PostgreSQL with pgcrypto
 * @param {import('../steps.mjs').Tell} tell
 */
export async function startRegistries(profile, databaseUrl, tell) {
  const password = secretsOf(profile).registryPassword;
  const isInstalled = await findOrInstall(tell);
  const open = await startRegistry(profile, names.open, isInstalled, undefined, tell);
  const credentials = `${user}:${await bcrypt(password, await databaseUrl)}\n`;
  const secured = await startRegistry(profile, names.private, isInstalled, credentials, tell);
  tell(`open at ${open}, private at ${secured}`);
  return {
    LONGSHORE_TEST_REGISTRY: open,
    LONGSHORE_TEST_PRIVATE_REGISTRY: secured,
    LONGSHORE_TEST_PRIVATE_REGISTRY_PASSWORD: password,
  };
}

/** @param {Profile} profile */
export async function stopRegistries(profile) {
  for (const name of Object.values(names)) {
    if (!(await stopContainer(profile, name))) await end(profile, name, { withinMs: 5_000 });
  }
}

/** @param {import('../steps.mjs').Tell} tell */
async function findOrInstall(tell) {
  if (!findExecutable(program) && canInstall()) await install([program], tell);
  return Boolean(findExecutable(program));
}

/**
 * @param {Profile} profile
 * @param {string} name
 * @param {boolean} isInstalled
 * @param {string | undefined} credentials htpasswd's lines
 * @param {import('../steps.mjs').Tell} tell
 * @returns {Promise<string>} host:port
 */
async function startRegistry(profile, name, isInstalled, credentials, tell) {
  const folder = join(profile.directory, name);
  mkdirSync(folder, { recursive: true });
  if (credentials) writePrivate(join(folder, 'htpasswd'), credentials);
  const port = await settlePort(profile, name);
  const isReady = async () => [200, 401].includes((await fetch(`http://127.0.0.1:${port}/v2/`)).status);
  if (isInstalled) {
    writeConfig(folder, { address: `127.0.0.1:${port}`, inside: folder, isPrivate: Boolean(credentials) });
    await launch(profile, name, program, ['serve', join(folder, 'config.yml')]);
    await readiness(profile, name, isReady);
  } else {
    const inside = '/etc/longshore';
    writeConfig(folder, { address: '0.0.0.0:5000', inside, isPrivate: Boolean(credentials) });
    const command = ['serve', `${inside}/config.yml`];
    const how = { image, command, folder, mountPoint: inside, port, innerPort: 5000 };
    if (!(await startContainer(profile, name, how, tell)))
      throw new Complaint(
        'the tests need a registry, and there is none',
        `docker pull ${image}, when a registry can be reached`,
      );
    await until(isReady, { what: `an answer of ${name}`, withinMs: 30_000 });
  }
  return `127.0.0.1:${port}`;
}

/**
 * JSON is YAML, too.
 *
 * @param {string} folder
 * @param {{ address: string, inside: string, isPrivate: boolean }} place
 */
function writeConfig(folder, { address, inside, isPrivate }) {
  writeJson(join(folder, 'config.yml'), {
    version: '0.1',
    log: { level: 'warn' },
    storage: { filesystem: { rootdirectory: `${inside}/blobs` }, delete: { enabled: true } },
    http: { addr: address },
    ...(isPrivate && { auth: { htpasswd: { realm: 'longshore', path: `${inside}/htpasswd` } } }),
  });
}

/**
 * The registry reads bcrypt only, which neither Node nor every system's crypt(3) can; PostgreSQL can, everywhere.
 *
 * @param {string} password
 * @param {string} url
 */
async function bcrypt(password, url) {
  const maintenance = new URL(url);
  maintenance.pathname = '/postgres'; // not in the database that the tests look at
  await query(maintenance.href, 'create extension if not exists pgcrypto');
  const { rows } = await query(maintenance.href, "select crypt($1, gen_salt('bf', 5)) as hash", [password]);
  return /** @type {string} */ (rows[0].hash);
}
