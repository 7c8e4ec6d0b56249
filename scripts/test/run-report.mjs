import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { root } from '../paths.mjs';

/**
 * What a run of vitest came to, file by file. `errors` lie outside of any test: a promise that nobody waited for, a file that does not load.
 *
 * @typedef {object} FileReport
 * @property {string} file
 * @property {number} passed
 * @property {string[]} failed the names of tests
 * @property {string[]} errors
 *
 * @typedef {{ files: FileReport[], strayErrors: string[] }} RunReport `strayErrors`: of which nobody knows the file
 */

/** A reporter of vitest's that writes a RunReport into the file that LONGSHORE_RUN_REPORT names. */
export default class RunReporter {
  /** @param {readonly import('vitest/node').TestModule[]} modules @param {readonly import('vitest').SerializedError[]} errors */
  onTestRunEnd(modules, errors) {
    const known = new Set(modules.map(({ moduleId }) => moduleId));
    const files = modules.map((module) => reportOf(module, errors));
    const strayErrors = errors.filter(({ VITEST_TEST_PATH: path }) => !known.has(path)).map(({ message }) => message);
    writeFileSync(process.env.LONGSHORE_RUN_REPORT, JSON.stringify({ files, strayErrors }));
  }
}

/**
 * @param {import('vitest/node').TestModule} module
 * @param {readonly import('vitest').SerializedError[]} errors of the whole run
 * @returns {FileReport}
 */
function reportOf(module, errors) {
  const tests = [...module.children.allTests()];
  const suites = [...module.children.allSuites()];
  const ownErrors = [...module.errors(), ...suites.flatMap((suite) => suite.errors())];
  const outside = errors.filter(({ VITEST_TEST_PATH: path }) => path === module.moduleId);
  return {
    file: relative(root, module.moduleId),
    passed: tests.filter((test) => test.result().state === 'passed').length,
    failed: tests.filter((test) => test.result().state === 'failed').map(({ fullName }) => fullName),
    errors: [...ownErrors, ...outside].map(({ message }) => message),
  };
}
