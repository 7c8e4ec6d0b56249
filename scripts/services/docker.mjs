import { existsSync, readFileSync, rmSync } from 'node:fs';
import { end, launch, readiness } from '../background.mjs';
import { Complaint } from '../complaint.mjs';
import { canInstall, install } from '../debian.mjs';
import { findExecutable } from '../executables.mjs';
import { runWell } from '../run.mjs';
import { until } from '../until.mjs';
import { defaultSocket, engineHost, engineVersion } from './engine-api.mjs';

const name = 'dockerd';
const pidFile = '/var/run/docker.pid';

/**
 * Sees to it that a Docker Engine answers: the one of DOCKER_HOST, that of the default socket,
 * or, where we are root on Debian, one that is installed and started here.
 *
 * @param {import('../state.mjs').Profile} profile
 * @param {import('../steps.mjs').Tell} tell
 * @returns {Promise<{ host: string | undefined, isStartedHere: boolean }>} host: for DOCKER_HOST; undefined for the default socket
 */
export async function ensureDocker(profile, tell) {
  const isStartedHere = !(await isAnswering()) && (await startEngine(profile, tell));
  const host = engineHost();
  tell(`Docker Engine ${await engineVersion()} at ${host}`);
  return { host: host === `unix://${defaultSocket}` ? undefined : host, isStartedHere };
}

/** Stops the engine, if it was started for this profile. @param {import('../state.mjs').Profile} profile */
export const stopDocker = (profile) => end(profile, name);

async function isAnswering() {
  try {
    return Boolean(await engineVersion());
  } catch (error) {
    if (error instanceof Complaint) throw error;
    if (error.code !== 'EACCES') return false;
    throw new Complaint(
      `you may not use the Docker Engine at ${engineHost()}`,
      'sudo usermod -aG docker $USER, and log in again',
    );
  }
}

/** @param {import('../state.mjs').Profile} profile @param {import('../steps.mjs').Tell} tell */
async function startEngine(profile, tell) {
  if (process.env.DOCKER_HOST)
    throw new Complaint(
      `no Docker Engine answers at DOCKER_HOST=${process.env.DOCKER_HOST}`,
      'start it there, or unset DOCKER_HOST',
    );
  if (!canInstall()) throw new Complaint('no Docker Engine answers', startRemedy());
  if (!findExecutable(name)) await install(['docker.io', 'iptables', 'ca-certificates', 'xz-utils'], tell);
  if (existsSync('/run/systemd/system')) return startBySystemd(tell);
  tell('starting dockerd');
  removeStalePidFile();
  await launch(profile, name, name, []);
  try {
    await readiness(profile, name, engineVersion);
  } catch (error) {
    await stopDocker(profile);
    throw error;
  }
  return true;
}

/** The system's engine is the system's to stop. @param {import('../steps.mjs').Tell} tell */
async function startBySystemd(tell) {
  tell('systemctl start docker');
  await runWell('systemctl', ['start', 'docker']);
  await until(engineVersion, { what: 'an answer of the Docker Engine', withinMs: 30_000 });
  return false;
}

/** How to get an engine where we cannot start one ourselves. */
export const startRemedy = () =>
  process.platform === 'darwin'
    ? 'start Docker Desktop (or another engine), or set DOCKER_HOST'
    : 'start it with: sudo systemctl start docker (Debian: sudo apt-get install -y docker.io), or set DOCKER_HOST';

/** After a kill -9, dockerd refuses to start as long as any process has the pid that its file names. */
function removeStalePidFile() {
  if (!existsSync(pidFile)) return;
  const comm = `/proc/${readFileSync(pidFile, 'utf8').trim()}/comm`;
  const isLive = existsSync(comm) && readFileSync(comm, 'utf8').trim() === name;
  if (!isLive) rmSync(pidFile);
}
