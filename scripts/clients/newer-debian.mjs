import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Complaint } from '../complaint.mjs';
import { run, runWell } from '../run.mjs';

const suite = 'testing';
const keys = ['gpg', 'pgp'].map((ending) => `/usr/share/keyrings/debian-archive-keyring.${ending}`);

/**
 * Unpacks Debian packages of a newer suite into a folder, and installs nothing: they come from the mirror that this machine
 * gets its own packages from.
 *
 * @param {readonly string[]} packages
 * @param {string} folder
 */
export async function unpackNewer(packages, folder) {
  const apt = join(folder, 'apt');
  for (const part of ['archives', 'lists/partial']) mkdirSync(join(apt, part), { recursive: true });
  const key = keys.find((file) => existsSync(file));
  writeFileSync(
    join(apt, 'sources.list'),
    `deb ${key ? `[signed-by=${key}] ` : ''}${await ownMirror()} ${suite} main\n`,
  );
  const options = [
    `Dir::Etc::sourcelist=${join(apt, 'sources.list')}`,
    'Dir::Etc::sourceparts=/dev/null',
    `Dir::State::lists=${join(apt, 'lists')}`,
    `Dir::Cache=${join(apt, 'cache')}`,
    'Acquire::Languages=none',
    'APT::Sandbox::User=root',
  ].flatMap((option) => ['-o', option]);
  await runWell('apt-get', ['update', ...options]);
  await runWell('apt-get', ['download', ...options, ...packages], { cwd: join(apt, 'archives') });
  for (const archive of readdirSync(join(apt, 'archives')))
    await runWell('dpkg', ['-x', join(apt, 'archives', archive), folder]);
  rmSync(apt, { recursive: true });
}

/** Where this machine gets its own packages of Debian from. */
async function ownMirror() {
  const format = '$(ORIGIN) $(LABEL) $(REPO_URI)';
  const { output } = await run('apt-get', ['indextargets', '--format', format, 'Created-By: Packages']);
  const mirror = /^Debian Debian (\S+)$/m.exec(output)?.[1];
  if (mirror) return mirror;
  throw new Complaint('this machine names no mirror of Debian', 'apt-get update');
}
