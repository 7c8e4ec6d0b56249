import { running } from '../background.mjs';
import { doorUrls } from '../front-door.mjs';
import { isAccepting, isListening, rememberedPort } from '../ports.mjs';
import { apiUrl, productRunning } from '../product.mjs';
import { engineHost, engineVersion } from '../services/engine-api.mjs';
import { profiles } from '../state.mjs';

const profile = profiles.up;

/** `./longshore status`: what runs; the exit status is 0 when the API is ready, else 1. */
export default async function status() {
  const url = productRunning()?.url ?? apiUrl();
  const isReady = await answersReady(url);
  const rows = [
    ['NAME', 'STATE', 'PID', 'WHERE'],
    ['api', isReady ? 'ready' : stateOf('api'), pidOf('api'), url],
    ['docker', ...(await doorsState())],
    ['worker', stateOf('worker'), pidOf('worker'), ''],
    await serviceRow('postgres', process.env.DATABASE_URL),
    await serviceRow('redis', process.env.REDIS_URL),
    ['engine', ...(await engineState())],
  ];
  for (const [name, state, pid, where] of rows) {
    process.stdout.write(`${name.padEnd(10)}${state.padEnd(13)}${pid.padEnd(9)}${where}`.trimEnd() + '\n');
  }
  return isReady ? 0 : 1;
}

/** @param {string} url */
async function answersReady(url) {
  if (!running(profile, 'api')) return false;
  const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
  return response?.status === 200;
}

/** @param {string} name @param {string | undefined} url of one that is not ours */
async function serviceRow(name, url) {
  if (url) {
    const { hostname, port } = new URL(url);
    const isUp = await isListening(Number(port || { postgres: 5432, redis: 6379 }[name]), hostname);
    return [name, isUp ? 'listening' : 'not there', '', `${hostname}:${port}`];
  }
  const port = rememberedPort(profile, name);
  const isUp = port !== undefined && (await isListening(port));
  return [name, isUp ? 'listening' : 'stopped', pidOf(name), port ? `127.0.0.1:${port}` : ''];
}

/** The front door of the docker CLI. */
async function doorsState() {
  const urls = productRunning()?.doors ?? doorUrls();
  const areOpen = await Promise.all(urls.map(isAccepting));
  const state = areOpen.every(Boolean) ? 'listening' : areOpen.some(Boolean) ? 'in part' : 'stopped';
  return [state, '', urls.join(' ')];
}

async function engineState() {
  try {
    return [await engineVersion(), pidOf('dockerd'), engineHost()];
  } catch (error) {
    return ['not there', '', `${engineHost()} (${error.code ?? error.message})`];
  }
}

/** @param {string} name */
const stateOf = (name) => (running(profile, name) ? 'running' : 'stopped');

/** @param {string} name */
const pidOf = (name) => String(running(profile, name)?.pid ?? '');
