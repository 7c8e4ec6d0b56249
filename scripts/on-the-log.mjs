import { ensureBuilt } from './build.mjs';
import { listenForInterruption } from './interruption.mjs';
import { inRoot, ownNode } from './paths.mjs';
import { run } from './run.mjs';
import { ensurePostgres, stopPostgres } from './services/postgres.mjs';
import { openState, profiles } from './state.mjs';
import { step } from './steps.mjs';

const profile = profiles.up;

/**
 * Runs a program of the worker on the database of the product, whether the product runs or not.
 *
 * @param {string} program its file in apps/worker, without the extension
 * @param {readonly string[]} args
 * @returns {Promise<number>} the program's exit status
 */
export async function runOnTheLog(program, args) {
  listenForInterruption();
  openState(profile);
  await using cleanUp = new AsyncDisposableStack();
  await step('build', ensureBuilt);
  const postgres = await step('postgres', (tell) => ensurePostgres(profile, tell));
  if (postgres.isStartedHere) cleanUp.defer(async () => void (await stopPostgres(profile)));
  const file = inRoot('dist', 'apps', 'worker', `${program}.js`);
  const { status } = await run(ownNode, [file, ...args], { env: { DATABASE_URL: postgres.url }, show: true });
  return status;
}
