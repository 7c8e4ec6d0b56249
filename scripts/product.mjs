import { readFileSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import { join } from 'node:path';
import { end, endOfLog, launch, record, running } from './background.mjs';
import { Complaint } from './complaint.mjs';
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
  writePrivate(shellEnvironment, `export LONGSHORE_URL=${apiUrl()}\nexport LONGSHORE_TOKEN=${adminToken()}\n`);
}

/** What `.longshore/env` says of the product that runs. */
export const readShellEnvironment = () => readFileSync(shellEnvironment, 'utf8');

/** The supervisor's record, when the product runs. @returns {{ pid: number, url: string } | undefined} */
export const productRunning = () => /** @type {any} */ (running(profile, 'supervisor'));

/** Ends what a supervisor left behind that was killed, and refuses early when the API could not listen. */
export async function makeWay() {
  await endStrays();
  const { host, port } = apiAddress();
  if (await isFree(port, host)) return;
  const holder = portHolder(port) ?? 'by another process';
  throw new Complaint(
    `port ${port} on ${host} is taken (${holder})`,
    `stop it, or choose another port: LONGSHORE_PORT=${port + 1} ./longshore up`,
  );
}

/**
 * Starts the supervisor, which starts the product, and waits until the API is ready.
 *
 * @param {Record<string, string>} env
 */
export async function startProduct(env) {
  const { pid } = await launch(profile, 'supervisor', ownNode, [inRoot('scripts', 'supervise.mjs')], { env });
  record(profile, 'supervisor', /** @type {number} */ (pid), { url: apiUrl() });
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
