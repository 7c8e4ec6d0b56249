const marks = { waiting: '·', running: '▸', shared: '▸', built: '✓', failed: '✗', cancelled: '✗', skipped: '-' };
const shownMs = 500;

/** Shows a batch in a terminal, redrawn in place; elsewhere, a line for each change. */
export class Drawing {
  #lines = 0;
  /** How many builds had ended when the summary was written last. */
  #done = 0;
  /** @type {NodeJS.Timeout | undefined} */
  #timer;

  /** @param {import('./progress.mjs').Progress} progress @param {boolean} isPlain */
  constructor(progress, isPlain) {
    this.progress = progress;
    this.isPlain = isPlain;
    if (!isPlain) this.#timer = setInterval(() => this.#draw(), shownMs);
  }

  /** @param {import('./progress.mjs').BuildProgress} build that has changed */
  changed(build) {
    if (this.isPlain) process.stdout.write(`${this.#line(build)}\n`);
  }

  /** How far the batch is has been told. @param {import('./progress.mjs').BuildProgress[]} waiting builds that wait for another reason than before */
  told(waiting) {
    if (!this.isPlain) return;
    for (const build of waiting) this.changed(build);
    const { done, summary } = this.progress;
    if (done !== this.#done) process.stdout.write(`  ${summary}\n`);
    this.#done = done;
  }

  /** A sentence beside the tree. @param {string} text */
  say(text) {
    this.#erase();
    process.stderr.write(`  ${text}\n`);
  }

  end() {
    clearInterval(this.#timer);
    if (!this.isPlain) this.#draw();
    this.#lines = 0;
  }

  #draw() {
    const room = Math.max(3, (process.stdout.rows || 24) - 2);
    const all = [...this.progress.builds.values()];
    // Where not all have room, those that go on are shown.
    const shown =
      all.length <= room ? all : all.filter(({ state }) => state !== 'built' && state !== 'skipped').slice(0, room - 1);
    const width = process.stdout.columns || 80;
    const lines = shown.map((build) =>
      `${'  '.repeat(this.#depth(build.name))}${this.#line(build)}`.slice(0, width - 1),
    );
    this.#erase();
    process.stdout.write(`${[`  ${this.progress.summary}`.slice(0, width - 1), ...lines].join('\n')}\n`);
    this.#lines = lines.length + 1;
  }

  #erase() {
    if (this.#lines > 0) process.stdout.write(`\x1b[${this.#lines}A\x1b[0J`);
    this.#lines = 0;
  }

  /** @param {string} name */
  #depth(name, seen = new Set()) {
    if (seen.has(name) || seen.size > 20) return 0;
    seen.add(name);
    const needs = this.progress.builds.get(name)?.needs ?? [];
    return needs.length === 0 ? 0 : 1 + Math.max(...needs.map((need) => this.#depth(need, seen)));
  }

  /** @param {import('./progress.mjs').BuildProgress} build */
  #line(build) {
    const { name, state, steps, startedAt, endedAt, host } = build;
    const seconds = startedAt === undefined ? '' : ` ${(((endedAt ?? Date.now()) - startedAt) / 1_000).toFixed(1)} s`;
    const why = whyOf(build) ?? (state === 'running' ? `on ${host}` : '');
    const counted = state === 'running' ? ` ${steps.done}/${steps.of}` : '';
    return `  ${marks[state]} ${name} ${state}${counted}${seconds}${why === '' ? '' : `  ${why}`}`;
  }
}

/** Why it waits, or ended so. @param {import('./progress.mjs').BuildProgress} build */
function whyOf({ state, why, reason }) {
  return state === 'waiting' ? (why?.sentence ?? reason) : reason;
}
