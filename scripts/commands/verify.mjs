import { ensureBuilt } from '../build.mjs';
import { listenForInterruption } from '../interruption.mjs';
import { inRoot, ownNode } from '../paths.mjs';
import { run } from '../run.mjs';
import { ensurePostgres, stopPostgres } from '../services/postgres.mjs';
import { openState, profiles } from '../state.mjs';
import { step } from '../steps.mjs';

const profile = profiles.up;

/**
 * `./longshore verify`: walks the chain of the event log, whether the product runs or not.
 *
 * @param {readonly string[]} args
 */
export default async function verify(args) {
  listenForInterruption();
  openState(profile);
  await using cleanUp = new AsyncDisposableStack();
  await step('build', ensureBuilt);
  const postgres = await step('postgres', (tell) => ensurePostgres(profile, tell));
  if (postgres.isStartedHere) cleanUp.defer(async () => void (await stopPostgres(profile)));
  const env = { DATABASE_URL: postgres.url };
  const { status } = await run(ownNode, [inRoot('dist', 'apps', 'worker', 'verify.js'), ...args], { env, show: true });
  return status;
}
