import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot } from '../paths.mjs';
import { run } from '../run.mjs';
import { profiles, readJson } from '../state.mjs';

/** More files than this do not fail by a race. */
const mostRepeated = 5;

/**
 * Runs the tests with vitest and counts them. Files that failed are run once more, one at a time: real engines on a busy machine
 * lose races now and then, and what passes alone is told of as a race that wants mending, not as a fault of the product.
 *
 * @param {Record<string, string>} env
 * @param {readonly string[]} args vitest's
 * @param {import('./tally.mjs').Tally} tally
 */
export async function runVitest(env, args, tally) {
  const first = await vitest(env, args);
  const failed = first?.files.filter(hasFailed) ?? [];
  if (!first || first.strayErrors.length > 0 || failed.length === 0 || failed.length > mostRepeated)
    return tally.add('vitest', counts(first));
  const files = failed.map(({ file }) => file);
  process.stdout.write(`\nonce more, one at a time: ${files.join(', ')}\n`);
  const flags = args.filter((arg, index) => arg.startsWith('--') || args[index - 1] === '--config');
  const second = await vitest(env, [...flags, '--no-file-parallelism', ...files]);
  tally.add('vitest', counts({ files: first.files.filter((report) => !hasFailed(report)), strayErrors: [] }));
  tally.add('vitest', counts(second));
  for (const report of failed) if (passed(second, report.file)) tally.note(raceIn(report));
}

/**
 * @param {Record<string, string>} env
 * @param {readonly string[]} args
 * @returns {Promise<import('./run-report.mjs').RunReport | undefined>} undefined when there was no run: a crash, no test found
 */
async function vitest(env, args) {
  const report = join(profiles.test.directory, 'run-report.json');
  rmSync(report, { force: true });
  const reporters = ['--reporter=default', `--reporter=${inRoot('scripts', 'test', 'run-report.mjs')}`];
  const options = { env: { ...env, LONGSHORE_RUN_REPORT: report }, show: true };
  const { status } = await run('npm', ['test', '--silent', '--', ...reporters, ...args], options);
  const told = readJson(report);
  const isUnexplained = status !== 0 && told && !told.files.some(hasFailed);
  return isUnexplained ? { ...told, strayErrors: [...told.strayErrors, `vitest ended with status ${status}`] } : told;
}

/** @param {import('./run-report.mjs').FileReport} report */
const hasFailed = ({ failed, errors }) => failed.length > 0 || errors.length > 0;

/** @param {import('./run-report.mjs').RunReport | undefined} run @param {string} file */
const passed = (run, file) => run?.files.some((report) => report.file === file && !hasFailed(report)) ?? false;

/** @param {import('./run-report.mjs').FileReport} report */
const raceIn = ({ file, failed, errors }) => `passed at the second try: ${file}: ${[...failed, ...errors].join('; ')}`;

/**
 * Failed tests, files that failed without any, and errors outside of all files.
 *
 * @param {import('./run-report.mjs').RunReport | undefined} run
 */
function counts(run) {
  if (!run) return { passed: 0, failed: 1 };
  const broken = run.files.filter((report) => hasFailed(report) && report.failed.length === 0);
  return {
    passed: run.files.reduce((sum, { passed: count }) => sum + count, 0),
    failed: run.files.reduce((sum, { failed }) => sum + failed.length, 0) + broken.length + run.strayErrors.length,
  };
}
