import { createHash } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writePrivate } from '../state.mjs';
import { engine, engineWell, isEngineLocal } from './engine-api.mjs';
import { obtainImage } from './images.mjs';

const label = 'io.longshore.service';

/**
 * Runs a service in a container: a program that this machine lacks, published on loopback only.
 * Resolves false when the engine is elsewhere or no registry gives the image.
 *
 * @param {import('../state.mjs').Profile} profile
 * @param {string} service
 * @param {object} how
 * @param {string} how.image
 * @param {readonly string[]} how.command
 * @param {string} how.folder on this machine, mounted at `mountPoint`
 * @param {string} how.mountPoint
 * @param {number} how.port on loopback
 * @param {number} how.innerPort
 * @param {import('../account.mjs').Account} [how.account] who owns the folder's files; ourselves if not given
 * @param {import('../steps.mjs').Tell} tell
 */
export async function startContainer(
  profile,
  service,
  { image, command, folder, mountPoint, port, innerPort, account = {} },
  tell,
) {
  if (!isEngineLocal() || !(await obtainImage(image, tell))) return false;
  const name = containerName(profile, service);
  tell(`starting container ${name}`);
  writePrivate(marker(profile, service), name);
  await removeContainer(name);
  const json = {
    Image: image,
    Cmd: command,
    Labels: { [label]: service },
    User: `${account.uid ?? process.getuid?.()}:${account.gid ?? process.getgid?.()}`,
    ExposedPorts: { [`${innerPort}/tcp`]: {} },
    HostConfig: {
      Binds: [`${folder}:${mountPoint}`],
      PortBindings: { [`${innerPort}/tcp`]: [{ HostIp: '127.0.0.1', HostPort: String(port) }] },
    },
  };
  await engineWell('POST', `/containers/create?name=${name}`, { json });
  await engineWell('POST', `/containers/${name}/start`);
  return true;
}

/**
 * Stops and removes a service's container; false when the service runs in none.
 *
 * @param {import('../state.mjs').Profile} profile
 * @param {string} service
 */
export async function stopContainer(profile, service) {
  if (!existsSync(marker(profile, service))) return false;
  await removeContainer(containerName(profile, service));
  rmSync(marker(profile, service));
  return true;
}

/** @param {string} name */
async function removeContainer(name) {
  if ((await engine('GET', `/containers/${name}/json`)).status === 404) return;
  await engine('POST', `/containers/${name}/stop?t=10`);
  await engineWell('DELETE', `/containers/${name}?force=true`);
}

/**
 * Two clones on one machine have containers of their own.
 *
 * @param {import('../state.mjs').Profile} profile
 * @param {string} service
 */
function containerName({ directory }, service) {
  return `longshore-${service}-${createHash('sha256').update(directory).digest('hex').slice(0, 8)}`;
}

/**
 * Says that a service runs in a container.
 *
 * @param {import('../state.mjs').Profile} profile
 * @param {string} service
 */
const marker = ({ directory }, service) => join(directory, 'run', `${service}.container`);
