import { randomBytes } from 'node:crypto';
import { openRuntime, readSettings } from '#runtime';
import { FakeHost, withDrivers } from '#testing/fakes';
import { Worker } from '../apps/worker/worker.js';

/** A worker with a host in memory, whose builds end at once, to measure Longshore alone. */
const settings = readSettings(process.env);
const graph = { buildImage: async () => ({ image: `sha256:${randomBytes(32).toString('hex')}` }) };
const host = withDrivers(new FakeHost({ instant: true }), { graph });
const runtime = openRuntime(settings, { hosts: new Map([['local', host]]) });
const worker = new Worker(runtime, settings, (message, error) => console.error(message, error ?? ''));
await worker.start();
process.once('SIGTERM', () => {
  void worker
    .stop()
    .then(() => runtime.close())
    .finally(() => process.exit(0));
});
