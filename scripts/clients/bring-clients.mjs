import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { canInstall, install } from '../debian.mjs';
import { findExecutable } from '../executables.mjs';
import { interruption } from '../interruption.mjs';
import { inRoot, searchPath } from '../paths.mjs';
import { runWell } from '../run.mjs';
import { step } from '../steps.mjs';
import { unpackNewer } from './newer-debian.mjs';

const folder = inRoot('.longshore', 'clients');
const plugins = ['docker-buildx', 'docker-cli', 'docker-compose'];
/** skopeo wants newer libraries than this machine may have; they come with it. */
const skopeo = ['libassuan9', 'libc6', 'libgpg-error0', 'libgpgme45', 'libsqlite3-0', 'skopeo'];
const testcontainers = 'testcontainers@12.2.0';

/**
 * Brings the clients that this machine has not: what Debian has for it is installed, newer programs and packages of npm go into
 * .longshore/clients. One that cannot be had is left out, and the table says so. Resolves with the environment that tells of them.
 */
export async function bringClients() {
  mkdirSync(folder, { recursive: true });
  await tryTo('older clients', bringOwn);
  await tryTo('newer docker', () => bringNewer('docker', plugins));
  await tryTo('newer skopeo', bringNewerSkopeo);
  await tryTo('testcontainers', bringTestcontainers);
  const programs = [join(folder, 'docker', 'usr', 'bin'), join(folder, 'skopeo', 'bin')];
  return { LONGSHORE_CLIENTS: folder, PATH: [searchPath, ...programs].join(delimiter) };
}

/** @param {import('../steps.mjs').Tell} tell */
async function bringOwn(tell) {
  const programs = ['docker-compose', 'skopeo'].filter((name) => !findExecutable(name));
  const packages = [...programs, ...(existsSync('/usr/lib/python3/dist-packages/docker') ? [] : ['python3-docker'])];
  if (packages.length > 0 && canInstall()) for (const name of packages) await install([name], tell);
  tell(packages.length > 0 ? `installed ${packages.join(', ')}` : 'all here');
}

/** @param {string} name of its folder @param {readonly string[]} packages */
async function bringNewer(name, packages) {
  const own = join(folder, name);
  if (!existsSync(join(own, 'usr', 'bin', name))) await unpackNewer(packages, own);
}

/** It is started by the loader of its own libraries. */
async function bringNewerSkopeo() {
  await bringNewer('skopeo', skopeo);
  const start = ['#!/bin/sh', 'top=$(dirname "$0")/..', 'loader=$(echo "$top"/usr/lib/*/ld-linux-*.so.*)'];
  const line = 'exec "$loader" --library-path "$(dirname "$loader")" "$top/usr/bin/skopeo" "$@"';
  mkdirSync(join(folder, 'skopeo', 'bin'), { recursive: true });
  writeFileSync(join(folder, 'skopeo', 'bin', 'skopeo'), [...start, line, ''].join('\n'), { mode: 0o755 });
}

async function bringTestcontainers() {
  const own = join(folder, 'testcontainers');
  if (existsSync(join(own, 'node_modules', 'testcontainers'))) return;
  mkdirSync(own, { recursive: true });
  const options = ['--prefix', own, '--ignore-scripts', '--no-audit', '--no-fund'];
  await runWell('npm', ['install', ...options, testcontainers], { cwd: own });
}

/** @param {string} name @param {(tell: import('../steps.mjs').Tell) => Promise<void>} work */
async function tryTo(name, work) {
  try {
    await step(name, work);
  } catch (error) {
    interruption.throwIfAborted();
    process.stderr.write(`${error.message}\n`);
  }
}
