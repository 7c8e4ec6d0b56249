import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync, closeSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Complaint } from './complaint.mjs';
import { root, searchPath } from './paths.mjs';
import { lastLines } from './run.mjs';
import { readJson, writeJson } from './state.mjs';
import { until } from './until.mjs';

/** @typedef {import('./state.mjs').Profile} Profile */

/**
 * A process that we started and that outlives us. `birth` tells it from a later process with the same pid.
 *
 * @typedef {{ pid: number, birth: string, [fact: string]: unknown }} ProcessRecord
 */

const largeLogBytes = 20 * 1024 * 1024;

/** @param {Profile} profile @param {string} name */
export const logFile = (profile, name) => join(profile.directory, 'log', `${name}.log`);

/** @param {Profile} profile @param {string} name */
const recordFile = (profile, name) => join(profile.directory, 'run', `${name}.json`);

/**
 * Starts a process in the background, its output appended to its log, and records its pid.
 *
 * @param {Profile} profile
 * @param {string} name
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: Record<string, string>, account?: { uid?: number, gid?: number }, cwd?: string }} [options]
 */
export async function launch(profile, name, command, args, { env, account, cwd = root } = {}) {
  const log = openLog(logFile(profile, name));
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, PATH: searchPath, ...env },
    stdio: ['ignore', log, log],
    detached: true,
    ...account,
  });
  closeSync(log);
  await once(child, 'spawn');
  child.unref();
  record(profile, name, /** @type {number} */ (child.pid));
  return child;
}

/** Opens a log for appending; one that has grown large is set aside first, as `.1`. @param {string} file */
export function openLog(file) {
  if (existsSync(file) && statSync(file).size > largeLogBytes) renameSync(file, `${file}.1`);
  return openSync(file, 'a', 0o600);
}

/**
 * Notes a process as ours.
 *
 * @param {Profile} profile
 * @param {string} name
 * @param {number} pid
 * @param {object} [facts]
 */
export function record(profile, name, pid, facts) {
  writeJson(recordFile(profile, name), { pid, birth: birthOf(pid), ...facts });
}

/**
 * The record of a process of ours that is alive.
 *
 * @param {Profile} profile
 * @param {string} name
 * @returns {ProcessRecord | undefined}
 */
export function running(profile, name) {
  const found = readJson(recordFile(profile, name));
  return found && isSame(found) ? found : undefined;
}

/**
 * Ends a process of ours, if it runs: the signal first, KILL when it has not ended in time.
 *
 * @param {Profile} profile
 * @param {string} name
 * @param {{ signal?: NodeJS.Signals, withinMs?: number }} [options]
 * @returns {Promise<boolean>} whether there was one
 */
export async function end(profile, name, { signal = 'SIGTERM', withinMs = 30_000 } = {}) {
  const found = running(profile, name);
  if (found) {
    const gone = (/** @type {number} */ ms) =>
      until(() => !isSame(found), { what: `the end of ${name} (pid ${found.pid})`, withinMs: ms, signal: null });
    process.kill(found.pid, signal);
    await gone(withinMs).catch(() => {
      if (isSame(found)) process.kill(found.pid, 'SIGKILL');
      return gone(5_000);
    });
  }
  rmSync(recordFile(profile, name), { force: true });
  return found !== undefined;
}

/**
 * Waits until a process that was just launched is ready; if it ends first, complains with the end of its log.
 *
 * @param {Profile} profile
 * @param {string} name
 * @param {() => Promise<unknown>} isReady
 * @param {number} [withinMs]
 */
export async function readiness(profile, name, isReady, withinMs = 30_000) {
  await until(
    async () => {
      if (await isReady().catch(() => false)) return true;
      if (!running(profile, name)) throw new Complaint(`${name} ended at once:\n${endOfLog(profile, name)}`);
      return false;
    },
    { what: `${name} getting ready (see ${logFile(profile, name)})`, withinMs },
  );
}

/** @param {Profile} profile @param {string} name */
export function endOfLog(profile, name) {
  const file = logFile(profile, name);
  return existsSync(file) ? lastLines(readFileSync(file, 'utf8'), 20) : '';
}

/** @param {ProcessRecord} found */
const isSame = ({ pid, birth }) => birth !== undefined && birthOf(pid) === birth;

/** When a process began, in the system's own terms; undefined when it is no more. @param {number} pid */
function birthOf(pid) {
  return process.platform === 'linux' ? birthOnLinux(pid) : birthByPs(pid);
}

/** @param {number} pid */
function birthOnLinux(pid) {
  try {
    // proc(5): the name in parentheses may hold anything, so the fields are counted from its end.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, startTicks] = [fields[0], fields[19]];
    return state === 'Z'
      ? undefined
      : `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${startTicks}`;
  } catch {
    return undefined;
  }
}

/** @param {number} pid */
function birthByPs(pid) {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { stdio: 'pipe' })
      .toString()
      .trim();
  } catch {
    return undefined;
  }
}
