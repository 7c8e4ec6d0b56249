import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Complaint } from './complaint.mjs';
import { root } from './paths.mjs';
import { profiles } from './state.mjs';

/** What fits into the address of a unix socket, without its closing zero byte. */
const longestSocketPath = process.platform === 'linux' ? 107 : 103;

const loopback = '127.0.0.1';

/** The port of the Docker Engine API. */
export const dockerPort = () => Number(process.env.LONGSHORE_DOCKER_PORT || 7375);

/** Where the Docker Engine API is served: LONGSHORE_DOORS, or a socket of ours and a port on loopback. */
export function doorUrls() {
  const asked = process.env.LONGSHORE_DOORS?.split(',').filter(Boolean) ?? [];
  return asked.length > 0 ? asked : [`unix://${socketPath()}`, `tcp://${loopback}:${dockerPort()}`];
}

/** What to set DOCKER_HOST to: the first door that a docker CLI on this machine can open. */
export const dockerHost = () => doorUrls().find((url) => /^(unix|tcp):/.test(url));

/** The ports on this machine that the doors want to have. */
export function doorPorts() {
  return doorUrls().flatMap((url) => {
    const [, host, port] = /^(?:tcp|tls):\/\/\[?([^\]]+?)\]?:(\d+)$/.exec(url) ?? [];
    return host && Number(port) > 0 ? [{ host, port: Number(port) }] : [];
  });
}

/** `.longshore/docker.sock`; where that is too long for a socket, a short one in a folder of the user's own. */
function socketPath() {
  const own = join(profiles.up.directory, 'docker.sock');
  return Buffer.byteLength(own) <= longestSocketPath ? own : join(shortFolder(), 'docker.sock');
}

function shortFolder() {
  const name = createHash('sha256').update(root).digest('hex').slice(0, 8);
  return join(process.env.XDG_RUNTIME_DIR ?? tmpdir(), `longshore-${process.getuid?.() ?? 0}-${name}`);
}

/** Makes the folder of the socket, if it is not `.longshore`; another user must not have made it before us. */
export function ensureSocketFolder() {
  const folder = shortFolder();
  if (!doorUrls().some((url) => url.startsWith(`unix://${folder}/`))) return;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  if (!found.isDirectory() || found.uid !== process.getuid?.() || (found.mode & 0o077) !== 0)
    throw new Complaint(
      `${folder} is not a folder of your own, and the path of this clone is too long for a socket`,
      `remove it, or choose where the socket shall be: LONGSHORE_DOORS=unix:///run/longshore.sock ./longshore up`,
    );
}
