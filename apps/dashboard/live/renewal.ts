/** What is asked for anew together: no more often than this, and what changes alone at once. */
const gatherMs = 120;
/** An answer that takes longer is waited for no more: another question for the same takes its place. */
const patienceMs = 10_000;

/**
 * Asks anew for what events have changed: at once where nothing was asked for lately, otherwise together with what else has changed by
 * then. It waits for the answers before it asks again, so that a steady stream of events does not cancel each question before its answer.
 */
export class Renewal {
  readonly #topics = new Set<string>();
  #isAsking = false;
  #last = -Infinity;

  constructor(
    private readonly renew: (topics: ReadonlySet<string>) => Promise<unknown>,
    private readonly signal: AbortSignal,
  ) {}

  add(topics: readonly string[]): void {
    for (const topic of topics) this.#topics.add(topic);
    if (!this.#isAsking) void this.#ask();
  }

  async #ask(): Promise<void> {
    this.#isAsking = true;
    while (this.#topics.size > 0 && !this.signal.aborted) {
      await pause(Math.max(0, this.#last + gatherMs - performance.now()));
      const topics = new Set(this.#topics);
      this.#topics.clear();
      this.#last = performance.now();
      await Promise.race([this.renew(topics), pause(patienceMs)]);
    }
    this.#isAsking = false;
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
