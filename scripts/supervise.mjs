// The supervisor of `./longshore up`: keeps the API and the worker running until it is told to stop.
// It is a process of its own, so that it outlives the terminal of `up -d`.
import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { logFile, openLog, record } from './background.mjs';
import { ownNode, root } from './paths.mjs';
import { drainMs, processes } from './product.mjs';
import { profiles } from './state.mjs';

const firstPauseMs = 250;
const longestPauseMs = 10_000;
const steadyMs = 30_000;

/** @type {Set<import('node:child_process').ChildProcess>} */
const children = new Set();
let isStopping = false;

for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, stop);
process.on('SIGHUP', () => say('the terminal went away'));
for (const [name, main] of Object.entries(processes)) keepRunning(name, main);

/**
 * Starts a process, and starts it again when it ends: later each time, until it has been steady for a while.
 *
 * @param {string} name @param {string} main @param {number} [restarts]
 */
function keepRunning(name, main, restarts = 0) {
  const started = performance.now();
  const log = openLog(logFile(profiles.up, name));
  const child = spawn(ownNode, [main], { cwd: root, stdio: ['ignore', log, log] });
  closeSync(log);
  if (child.pid) record(profiles.up, name, child.pid, { restarts });
  children.add(child);
  say(`${name} started`, { pid: child.pid, restarts });
  child.once('error', (error) => say(`${name} could not be started`, { error: error.message }));
  child.once('close', (status, signal) => {
    children.delete(child);
    say(`${name} ended`, { pid: child.pid, status, signal });
    if (isStopping) return;
    const isSteady = performance.now() - started > steadyMs;
    const next = isSteady ? 1 : restarts + 1;
    setTimeout(() => isStopping || keepRunning(name, main, next), pauseBefore(next));
  });
}

/** @param {number} restart */
const pauseBefore = (restart) => Math.min(firstPauseMs * 2 ** (restart - 1), longestPauseMs);

/** Lets both drain, kills what does not end in time, and ends when they have. */
function stop() {
  if (isStopping) return;
  isStopping = true;
  say('stopping');
  for (const child of children) {
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), drainMs).unref();
  }
  if (children.size === 0) process.exit();
  for (const child of children) child.once('close', () => children.size === 0 && process.exit());
}

/** @param {string} msg @param {object} [facts] */
function say(msg, facts) {
  console.log(JSON.stringify({ time: new Date().toISOString(), msg, ...facts }));
}
