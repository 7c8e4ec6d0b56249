import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { Complaint } from './complaint.mjs';
import { runWell } from './run.mjs';

/**
 * PostgreSQL refuses to run as root, and Redis need not: when we are root, both run as this account.
 * Not Debian's `postgres`, so that another cluster on the machine and ours cannot read each other.
 */
const accountName = 'longshore';

/** Where an account that cannot reach the clone keeps its data, for instance when the clone is below /root. */
const elsewhere = '/var/lib/longshore';

/** @typedef {{ uid?: number, gid?: number }} Account empty: run as ourselves */

let made = /** @type {Promise<Account> | undefined} */ (undefined);

/** The account that services run as; root makes it at the first start. @returns {Promise<Account>} */
export function serviceAccount() {
  made ??= findOrMakeAccount();
  return made;
}

async function findOrMakeAccount() {
  if (process.getuid?.() !== 0) return {};
  if (!findAccount()) {
    const remedy = `make a system account named ${accountName}, or run ./longshore as another user than root`;
    const nologin = ['--no-create-home', '--home-dir', '/nonexistent', '--shell', '/usr/sbin/nologin'];
    await runWell('useradd', ['--system', '--user-group', ...nologin, accountName], { remedy });
  }
  const account = findAccount();
  if (!account)
    throw new Complaint(
      `the account ${accountName} is not in /etc/passwd`,
      'run ./longshore as another user than root',
    );
  return account;
}

function findAccount() {
  const row = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((line) => line.startsWith(`${accountName}:`));
  const [, , uid, gid] = row?.split(':') ?? [];
  return row && { uid: Number(uid), gid: Number(gid) };
}

/** Whether an account can pass through, or execute, a path. @param {string} path @param {Account} account */
export function canReach(path, account) {
  return account.uid === undefined || spawnSync('test', ['-x', path], { ...account, cwd: '/' }).status === 0;
}

/**
 * The folder of a service's data, owned by its account: `<profile>/<name>`, or a link there to a folder
 * that the account can reach.
 *
 * @param {import('./state.mjs').Profile} profile
 * @param {string} name
 * @param {Account} account
 */
export function dataFolder({ directory }, name, account) {
  const folder = join(directory, name);
  if (existsSync(folder)) return realpathSync(folder);
  if (canReach(directory, account)) mkdirSync(folder);
  else {
    rmSync(folder, { force: true }); // a link whose target is gone
    symlinkSync(folderElsewhere(`${name}-`), folder);
  }
  const real = realpathSync(folder);
  chmodSync(real, 0o700);
  if (account.uid !== undefined) chownSync(real, account.uid, /** @type {number} */ (account.gid));
  return real;
}

/**
 * Removes a profile's folder with all its data, wherever that is.
 *
 * @param {import('./state.mjs').Profile} profile
 */
export function discard({ directory }) {
  for (const name of ['postgres', 'redis']) {
    const folder = join(directory, name);
    if (existsSync(folder)) rmSync(realpathSync(folder), { recursive: true });
  }
  rmSync(directory, { recursive: true, force: true });
}

/** A place for programs that the account cannot reach in the clone. @param {string} name */
export function programFolder(name) {
  mkdirSync(elsewhere, { recursive: true, mode: 0o755 });
  return join(elsewhere, name);
}

/** @param {string} prefix */
function folderElsewhere(prefix) {
  mkdirSync(elsewhere, { recursive: true, mode: 0o755 });
  return mkdtempSync(join(elsewhere, prefix));
}
