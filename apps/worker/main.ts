import { giveBackMemoryOfStart, openRuntime, readSettings } from '#runtime';
import { Worker } from './worker.js';

/** How long the worker may take to hand back what has not ended, and to close. */
const stopSlackSeconds = 10;

/** One JSON object a line, as the API writes too. */
function log(level: 'log' | 'warn' | 'error', message: string): void {
  process.stdout.write(
    `${JSON.stringify({ level, pid: process.pid, timestamp: Date.now(), message, context: 'Worker' })}\n`,
  );
}

function warn(message: string, error?: unknown): void {
  log('warn', error === undefined ? message : `${message}: ${String(error)}`);
}

try {
  const settings = readSettings(process.env);
  const runtime = openRuntime(settings, {}, warn);
  const worker = new Worker(runtime, settings, warn);
  const stop = async (): Promise<void> => {
    // What cannot be handed back, since the log is away, is taken over from the dead.
    setTimeout(() => process.exit(1), (settings.drainSeconds + stopSlackSeconds) * 1_000).unref();
    await worker.stop();
    await runtime.close();
    log('log', 'stopped');
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop());
  await worker.start();
  giveBackMemoryOfStart();
  log('log', `worker ${settings.worker} serves ${[...runtime.hosts.keys()].join(', ')}`);
} catch (error) {
  log('error', error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exit(1);
}
