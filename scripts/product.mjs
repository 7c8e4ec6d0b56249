import { readFileSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import { join } from 'node:path';
import { end, endOfLog, launch, record, running } from './background.mjs';
import { Complaint } from './complaint.mjs';
import { dockerHost, doorPorts, doorUrls, ensureSocketFolder } from './front-door.mjs';
import { inRoot, ownNode } from './paths.mjs';
import { isFree, portHolder } from './ports.mjs';
import { profiles, readJson, secretsOf, writePrivate } from './state.mjs';
import { until } from './until.mjs';

const profile = profiles.up;

/** The processes of the product, as the supervisor starts them, in alphabetical order. */
export const processes = {
  api: inRoot('dist', 'apps', 'api', 'main.js'),
  worker: inRoot('dist', 'apps', 'worker', 'main.js'),
};

/** A process that ends so often before the product is ready will not mend itself. */
const hopelessRestarts = 3;

/** How long a process may take to finish its work after TERM, before it is killed. */
export const drainMs = 30_000;

/** Where the API listens. */
export function apiAddress() {
  return { host: process.env.LONGSHORE_BIND || '127.0.0.1', port: Number(process.env.LONGSHORE_PORT || 7300) };
}

/** The address to give to people: one that means everywhere is reached by loopback. */
export function apiUrl() {
  const { host, port } = apiAddress();
  const reachable = { '0.0.0.0': '127.0.0.1', '::': '[::1]' }[host] ?? (isIPv6(host) ? `[${host}]` : host);
  return `http://${reachable}:${port}`;
}

/**
 * The environment of the product's processes.
 *
 * @param {{ databaseUrl: string, redisUrl: string, dockerHost: string | undefined }} services
 * @returns {Record<string, string>}
 */
export function productEnvironment({ databaseUrl, redisUrl, dockerHost }) {
  const { host, port } = apiAddress();
  return {
    DATABASE_URL: databaseUrl,
    ...(dockerHost && { DOCKER_HOST: dockerHost }),
    LONGSHORE_ADMIN_TOKEN: adminToken(),
    LONGSHORE_BIND: host,
    LONGSHORE_DOORS: doorUrls().join(','),
    LONGSHORE_PORT: String(port),
    LONGSHORE_SECRET_KEY: process.env.LONGSHORE_SECRET_KEY || secretsOf(profile).secretKey,
    NODE_ENV: 'production',
    REDIS_URL: redisUrl,
  };
}

const adminToken = () => process.env.LONGSHORE_ADMIN_TOKEN || secretsOf(profile).adminToken;

const shellEnvironment = join(profile.directory, 'env');

/** Writes `.longshore/env`: how to reach the product, in lines that a POSIX shell can source. */
function writeShellEnvironment() {
  const door = dockerHost();
  const lines = [
    `export LONGSHORE_URL=${apiUrl()}`,
    `export LONGSHORE_TOKEN=${adminToken()}`,
    ...(door ? [`export LONGSHORE_DOCKER_HOST='${door}'`] : []),
  ];
  writePrivate(shellEnvironment, `${lines.join('\n')}\n`);
}

/** What `.longshore/env` says of the product that runs. */
export const readShellEnvironment = () => readFileSync(shellEnvironment, 'utf8');

/** The supervisor's record, when the product runs. @returns {{ pid: number, url: string, doors?: string[] } | undefined} */
export const productRunning = () => /** @type {any} */ (running(profile, 'supervisor'));

/** The ports that the product wants to have, each with the variable that chooses another. */
export function wantedPorts() {
  const doors = doorPorts().map((place) => ({ ...place, variable: 'LONGSHORE_DOCKER_PORT' }));
  return [{ ...apiAddress(), variable: 'LONGSHORE_PORT' }, ...doors];
}

/** Which of them are taken, and what to do. @returns {Promise<{ found: string, remedy: string } | undefined>} */
export async function takenPorts() {
  const isTaken = await Promise.all(wantedPorts().map(async ({ port, host }) => !(await isFree(port, host))));
  const taken = wantedPorts().filter((_, index) => isTaken[index]);
  if (taken.length === 0) return undefined;
  const others = taken.map(({ port, variable }) => `${variable}=${port + 1}`);
  return {
    found: taken
      .map(({ port, host }) => `port ${port} on ${host} is taken (${portHolder(port) ?? 'by another process'})`)
      .join('; '),
    remedy: `stop it, or choose another port: ${[...new Set(others)].join(' ')} ./longshore up`,
  };
}

/** Ends what a supervisor left behind that was killed, and refuses early when the API could not listen. */
export async function makeWay() {
  await endStrays();
  ensureSocketFolder();
  const taken = await takenPorts();
  if (taken) throw new Complaint(taken.found, taken.remedy);
}

/**
 * Starts the supervisor, which starts the product, and waits until the API is ready.
 *
 * @param {Record<string, string>} env
 */
export async function startProduct(env) {
  const { pid } = await launch(profile, 'supervisor', ownNode, [inRoot('scripts', 'supervise.mjs')], { env });
  record(profile, 'supervisor', /** @type {number} */ (pid), { url: apiUrl(), doors: doorUrls() });
  try {
    await until(isReady, { what: 'the product getting ready (see ./longshore logs)', withinMs: 60_000 });
  } catch (error) {
    await stopProduct();
    throw error;
  }
  writeShellEnvironment();
}

/** Stops the supervisor, which drains the product. */
export async function stopProduct() {
  const hasStopped = await end(profile, 'supervisor', { withinMs: drainMs + 5_000 });
  await endStrays();
  return hasStopped;
}

async function isReady() {
  complainIfHopeless();
  const response = await fetch(`${apiUrl()}/readyz`, { signal: AbortSignal.timeout(2_000) });
  return response.status === 200 && Object.keys(processes).every((name) => running(profile, name));
}

function complainIfHopeless() {
  if (!productRunning()) throw new Complaint(`the supervisor ended:\n${endOfLog(profile, 'supervisor')}`);
  for (const name of Object.keys(processes)) {
    const restarts = readJson(join(profile.directory, 'run', `${name}.json`))?.restarts ?? 0;
    if (restarts >= hopelessRestarts)
      throw new Complaint(`the ${name} keeps ending:\n${endOfLog(profile, name)}`, './longshore doctor');
  }
}

async function endStrays() {
  await Promise.all(Object.keys(processes).map((name) => end(profile, name, { withinMs: drainMs })));
}
