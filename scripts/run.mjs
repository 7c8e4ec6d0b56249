import { spawn } from 'node:child_process';
import { Complaint } from './complaint.mjs';
import { interruption } from './interruption.mjs';
import { root, searchPath } from './paths.mjs';

const graceMs = 10_000;

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {Record<string, string | undefined>} [env] added to ours
 * @property {boolean} [show] let it write to our terminal instead of collecting its output
 * @property {{ uid?: number, gid?: number }} [account]
 */

/**
 * Runs a program to its end, and resolves with its exit status and output (stdout and stderr together).
 *
 * It is the leader of its own process group, so that an interruption ends all that it started:
 * npm does not always hand a signal on.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<{ status: number, output: string }>}
 */
export async function run(command, args, { cwd = root, env, show = false, account } = {}) {
  interruption.throwIfAborted();
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, PATH: searchPath, ...env },
    stdio: show ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
    detached: true,
    ...account,
  });
  const chunks = /** @type {Buffer[]} */ ([]);
  child.stdout?.on('data', (chunk) => chunks.push(chunk));
  child.stderr?.on('data', (chunk) => chunks.push(chunk));
  const endGroup = () => {
    signalGroup(child.pid, 'SIGTERM');
    setTimeout(() => signalGroup(child.pid, 'SIGKILL'), graceMs).unref();
  };
  interruption.addEventListener('abort', endGroup, { once: true });
  try {
    const status = await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve(code ?? 1));
    });
    interruption.throwIfAborted();
    return { status, output: Buffer.concat(chunks).toString() };
  } finally {
    interruption.removeEventListener('abort', endGroup);
  }
}

/**
 * Like run, but a status other than 0 is a Complaint with the end of the output.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions & { remedy?: string }} [options]
 */
export async function runWell(command, args, { remedy, ...options } = {}) {
  const { status, output } = await run(command, args, options);
  if (status !== 0) {
    throw new Complaint(
      `${[command, ...args].join(' ')} ended with status ${status}\n${lastLines(output, 30)}`,
      remedy,
    );
  }
  return output;
}

/** The last lines of a text, indented, for an error message. @param {string} text @param {number} count */
export function lastLines(text, count) {
  return text
    .trimEnd()
    .split('\n')
    .slice(-count)
    .map((line) => `    ${line}`)
    .join('\n');
}

/** @param {number | undefined} pid @param {NodeJS.Signals} signal */
function signalGroup(pid, signal) {
  try {
    if (pid) process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
