import { ensureBuilt } from '../build.mjs';
import { ensureChromium } from '../services/chromium.mjs';
import { listenForInterruption } from '../interruption.mjs';
import { ensureMigrated } from '../migrations.mjs';
import { inRoot, ownNode } from '../paths.mjs';
import { run } from '../run.mjs';
import { profiles } from '../state.mjs';
import { step } from '../steps.mjs';
import { startThrowAway } from '../throw-away.mjs';

/**
 * `./longshore bench [name...]`: measures on throw-away services that are as durable as the real ones.
 *
 * @param {readonly string[]} args
 */
export default async function bench(args) {
  listenForInterruption();
  await using cleanUp = new AsyncDisposableStack();
  const env = await startThrowAway(profiles.bench, cleanUp, () => step('build', ensureBuilt));
  await step('migrations', (tell) => ensureMigrated(env.DATABASE_URL, tell));
  const isInBrowser = args.length === 0 || args.includes('page');
  const chromium = isInBrowser && { LONGSHORE_TEST_CHROMIUM: await step('chromium', ensureChromium) };
  const { status } = await run(ownNode, [inRoot('dist', 'bench', 'main.js'), ...args], {
    env: { ...env, ...chromium },
    show: true,
  });
  return status;
}
