import { existsSync } from 'node:fs';
import { findExecutable } from './executables.mjs';
import { run, runWell } from './run.mjs';

/** Whether we may install Debian packages: only then does `up` do so by itself. */
export const canInstall = () =>
  process.getuid?.() === 0 && existsSync('/etc/debian_version') && Boolean(findExecutable('apt-get'));

const env = { DEBIAN_FRONTEND: 'noninteractive' };
let queue = /** @type {Promise<unknown>} */ (Promise.resolve());

/**
 * Installs Debian packages. Calls queue up, because dpkg allows one at a time.
 *
 * @param {readonly string[]} packages
 * @param {import('./steps.mjs').Tell} tell
 */
export function install(packages, tell) {
  const installed = queue.then(async () => {
    tell(`apt-get install ${packages.join(' ')}`);
    const args = ['install', '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120', ...packages];
    if ((await run('apt-get', args, { env })).status === 0) return;
    await runWell('apt-get', ['update'], { env }); // a bare machine has no package lists yet
    await runWell('apt-get', args, { env });
  });
  queue = installed.catch(() => undefined);
  return installed;
}
