import { existsSync } from 'node:fs';
import { ensureBuilt } from '../build.mjs';
import { bringClients } from '../clients/bring-clients.mjs';
import { Complaint } from '../complaint.mjs';
import { interruption, listenForInterruption } from '../interruption.mjs';
import { inRoot, ownNode } from '../paths.mjs';
import { run } from '../run.mjs';
import { ensureChromium } from '../services/chromium.mjs';
import { profiles } from '../state.mjs';
import { step } from '../steps.mjs';
import { runChecks } from '../test/checks.mjs';
import { Tally } from '../test/tally.mjs';
import { runVitest } from '../test/vitest.mjs';
import { startThrowAway } from '../throw-away.mjs';

/**
 * `./longshore test [--clients | --deploy] [vitest args]`: sets everything up, runs every check and every test whatever
 * fails on the way, and ends with one line of what passed and failed.
 *
 * @param {readonly string[]} args
 */
export default async function test(args) {
  listenForInterruption();
  const tally = new Tally();
  try {
    await runAll(args, tally);
  } catch (error) {
    tally.count(interruption.aborted ? interruption.reason.message : 'set-up', false, inWords(error));
  }
  tally.print();
  return interruption.aborted ? interruption.reason.exitStatus : tally.exitStatus;
}

/** @param {readonly string[]} args @param {Tally} tally */
async function runAll(args, tally) {
  const [what = testSources] = args.flatMap((arg) => others[arg] ?? []);
  const rest = args.filter((arg) => others[arg] === undefined);
  await using cleanUp = new AsyncDisposableStack();
  let chromium = '';
  const beside = async () => {
    await build(tally);
    if (what === testSources) chromium = await step('chromium', ensureChromium);
  };
  const env = await startThrowAway(profiles.test, cleanUp, beside);
  await what({ ...env, ...(chromium && { LONGSHORE_TEST_CHROMIUM: chromium }) }, rest, tally);
}

/**
 * What takes longer than a test may, and is asked for.
 *
 * @type {Readonly<Record<string, (env: Record<string, string>, args: readonly string[], tally: Tally) => Promise<void>>>}
 */
const others = { '--clients': testClients, '--deploy': testDeployment };

/** @param {unknown} error */
function inWords(error) {
  if (interruption.aborted) return undefined;
  return error instanceof Complaint ? [error.message, error.remedy].filter(Boolean).join('\n  → ') : error;
}

/**
 * A source that does not compile is one failure among others: the checks say more about it.
 *
 * @param {Tally} tally
 */
async function build(tally) {
  try {
    await step('build', ensureBuilt);
    tally.count('build', true);
  } catch (error) {
    interruption.throwIfAborted();
    tally.count('build', false, error.message);
  }
}

/** @param {Record<string, string>} env @param {readonly string[]} args @param {Tally} tally */
async function testSources(env, args, tally) {
  await runChecks(tally);
  await runVitest(env, args, tally);
}

/**
 * Real clients, as they come, through the front door: docs/compatibility.md tells how all of them got on.
 *
 * @param {Record<string, string>} env
 * @param {readonly string[]} args
 * @param {Tally} tally
 */
async function testClients(env, args, tally) {
  const clients = await bringClients();
  const table = args.length === 0 ? ['--reporter=./test/clients/compatibility-table.ts'] : []; // a part tells nothing of the rest
  await runVitest({ ...env, ...clients }, ['--config', 'vitest.clients.config.ts', ...table, ...args], tally);
}

/** @param {Record<string, string>} env @param {readonly string[]} args @param {Tally} tally */
async function testDeployment(env, args, tally) {
  const script = inRoot('scripts', 'deploy-test.mjs');
  if (!existsSync(script)) throw new Complaint('there is no scripts/deploy-test.mjs');
  const { status } = await run(ownNode, [script, ...args], { env, show: true });
  tally.count('deployment', status === 0);
}
