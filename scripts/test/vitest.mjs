import { join } from 'node:path';
import { run } from '../run.mjs';
import { profiles, readJson } from '../state.mjs';

/**
 * Runs the tests with vitest and counts them.
 *
 * @param {Record<string, string>} env
 * @param {readonly string[]} args vitest's
 * @param {import('./tally.mjs').Tally} tally
 */
export async function runVitest(env, args, tally) {
  const report = join(profiles.test.directory, 'vitest.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { status } = await run('npm', ['test', '--silent', '--', ...reporters, ...args], { env, show: true });
  const counts = countTests(readJson(report));
  const isUnexplained = status !== 0 && counts.failed === 0; // an unhandled error, a crash, no test found
  tally.add('vitest', isUnexplained ? { ...counts, failed: 1 } : counts);
}

/**
 * Failed tests, and files that failed without any: those that do not load.
 *
 * @param {{ numPassedTests: number, numFailedTests: number, testResults: { status: string, assertionResults: { status: string }[] }[] } | undefined} report
 */
function countTests(report) {
  if (!report) return { passed: 0, failed: 1 };
  const broken = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  return { passed: report.numPassedTests, failed: report.numFailedTests + broken.length };
}
