import { ensureBuilt } from '../build.mjs';
import { Complaint } from '../complaint.mjs';
import { interruption, listenForInterruption } from '../interruption.mjs';
import { followLogs } from '../logs.mjs';
import { ensureMigrated } from '../migrations.mjs';
import {
  apiUrl,
  makeWay,
  productEnvironment,
  productRunning,
  readShellEnvironment,
  startProduct,
} from '../product.mjs';
import { allOf, startServices } from '../services.mjs';
import { openState, profiles } from '../state.mjs';
import { step } from '../steps.mjs';
import { takeDown } from './down.mjs';

const profile = profiles.up;

/**
 * `./longshore up [-d]`: sets everything up, runs the product, and prints how to reach it.
 *
 * @param {readonly string[]} args
 */
export default async function up(args) {
  const unknown = args.find((arg) => arg !== '-d' && arg !== '--detach');
  if (unknown) throw new Complaint(`up does not know ${unknown}`, './longshore up [-d]');
  const isDetached = args.length > 0;
  listenForInterruption();
  openState(profile);
  const wasRunning = Boolean(productRunning());
  await (wasRunning ? mendServices() : start());
  process.stderr.write(
    `\n  ${wasRunning ? 'Longshore is up already' : 'Longshore is up'}; its dashboard is at ${productRunning()?.url}\n\n`,
  );
  process.stdout.write(readShellEnvironment());
  if (isDetached || wasRunning) return 0;
  return stayInForeground();
}

/** What was started is stopped again when something fails, or on Ctrl-C. */
async function start() {
  await using cleanUp = new AsyncDisposableStack();
  await makeWay();
  const built = step('build', ensureBuilt);
  const { docker, postgres, redis } = startServices(profile, cleanUp);
  const migrated = postgres.then(({ url }) => step('migrations', (tell) => ensureMigrated(url, tell)));
  const [{ host }, { url: databaseUrl }, { url: redisUrl }] = await allOf([docker, postgres, redis, migrated, built]);
  await step('longshore', async (tell) => {
    await startProduct(productEnvironment({ databaseUrl, redisUrl, dockerHost: host }));
    tell(`ready at ${apiUrl()}`);
  });
  cleanUp.move();
}

/** The product runs; a service of its own that has died meanwhile is started again. */
async function mendServices() {
  await using cleanUp = new AsyncDisposableStack();
  await allOf(Object.values(startServices(profile, cleanUp)));
  cleanUp.move();
}

/** Shows the logs until somebody stops the product, here or from another terminal. */
async function stayInForeground() {
  process.stderr.write('\n  Ctrl-C stops it.\n\n');
  const ended = new AbortController();
  const watch = setInterval(() => productRunning() ?? ended.abort(), 500);
  await followLogs(['api', 'worker'], { signal: AbortSignal.any([interruption, ended.signal]), fromEnd: true });
  clearInterval(watch);
  process.stderr.write('\n');
  await takeDown();
  return 0;
}
