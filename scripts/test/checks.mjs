import { Complaint } from '../complaint.mjs';
import { interruption } from '../interruption.mjs';
import { inRoot } from '../paths.mjs';
import { run } from '../run.mjs';
import { readJson } from '../state.mjs';
import { step } from '../steps.mjs';

const prefix = 'check:';

/**
 * Runs every `check:…` script of package.json, one after the other, whatever fails.
 *
 * @param {import('./tally.mjs').Tally} tally
 */
export async function runChecks(tally) {
  const names = Object.keys(readJson(inRoot('package.json')).scripts).filter((name) => name.startsWith(prefix));
  for (const name of names) await runCheck(name, tally);
}

/** @param {string} name @param {import('./tally.mjs').Tally} tally */
async function runCheck(name, tally) {
  try {
    await step(name.slice(prefix.length), async () => {
      const { status, output } = await run('npm', ['run', '--silent', name]);
      if (status !== 0) throw new Complaint(output);
    });
    tally.count(name, true);
  } catch (error) {
    interruption.throwIfAborted();
    tally.count(name, false, error.message);
  }
}
