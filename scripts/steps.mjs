/** A step that takes longer than this is slow; and a slow step is at something when it stays at it for a while. */
const slowMs = 1_500;
const whileMs = 250;

/** @typedef {(detail: string) => void} Tell what a step calls to say how far it is, and how it ended */

/**
 * Runs one step of a set-up and prints one line for it: its mark, name, duration and last detail.
 * A step that takes longer also says, while it runs, what it is at.
 *
 * Steps go to stderr, so that stdout holds results only: `eval "$(./longshore up -d)"` works.
 *
 * @template T
 * @param {string} name
 * @param {(tell: Tell) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(name, work) {
  const started = performance.now();
  const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;
  let detail = '';
  const progress = () => line('…', name, '', detail);
  let timer = setTimeout(progress, slowMs);
  try {
    const result = await work((text) => {
      detail = text;
      clearTimeout(timer);
      timer = setTimeout(progress, Math.max(whileMs, slowMs - (performance.now() - started)));
    });
    line('✓', name, seconds(), detail);
    return result;
  } catch (error) {
    line('✗', name, seconds(), '');
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** @param {string} mark @param {string} name @param {string} duration @param {string} detail */
function line(mark, name, duration, detail) {
  process.stderr.write(`  ${mark} ${name.padEnd(14)}${duration.padStart(8)}  ${detail}`.trimEnd() + '\n');
}
