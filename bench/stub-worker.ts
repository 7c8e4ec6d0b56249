import { openRuntime, readSettings } from '#runtime';
import { FakeHost } from '#testing/fakes';
import { Worker } from '../apps/worker/worker.js';

/** A worker with a host in memory, to measure Longshore alone. */
const settings = readSettings(process.env);
const runtime = openRuntime(settings, { hosts: new Map([['local', new FakeHost({ instant: true })]]) });
const worker = new Worker(runtime, settings, (message, error) => console.error(message, error ?? ''));
await worker.start();
process.once('SIGTERM', () => {
  void worker
    .stop()
    .then(() => runtime.close())
    .finally(() => process.exit(0));
});
