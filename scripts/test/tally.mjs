/** Counts what passed and what failed, and remembers the failures to tell of them at the end. */
export class Tally {
  #passed = 0;
  #failed = 0;
  /** @type {string[]} */
  #failures = [];
  /** @type {string[]} */
  #notes = [];

  /** Counts one part. @param {string} name @param {boolean} hasPassed @param {unknown} [why] printed now */
  count(name, hasPassed, why) {
    if (hasPassed) this.#passed += 1;
    else {
      this.#failed += 1;
      this.#failures.push(name);
      if (why) process.stderr.write(`\n${why instanceof Error ? why.stack : why}\n\n`);
    }
  }

  /**
   * Adds the counts of a test runner.
   *
   * @param {string} name
   * @param {{ passed: number, failed: number }} counts
   */
  add(name, { passed, failed }) {
    this.#passed += passed;
    this.#failed += failed;
    if (failed > 0) this.#failures.push(name);
  }

  /** Remembers what is to be read at the end, whatever it came to. @param {string} text */
  note(text) {
    this.#notes.push(text);
  }

  /** 0 when something was tried and nothing failed. */
  get exitStatus() {
    return this.#failed === 0 && this.#passed > 0 ? 0 : 1;
  }

  /** The closing line has this exact form because programs read it. */
  print() {
    for (const note of this.#notes) process.stdout.write(`\n${note}\n`);
    if (this.#failures.length > 0) process.stdout.write(`\nfailed: ${[...new Set(this.#failures)].join(', ')}\n`);
    process.stdout.write(`${this.#passed} passed, ${this.#failed} failed\n`);
  }
}
