import { setTimeout as delay } from 'node:timers/promises';

const everyMs = 10;
const burst = 10;

/** How often a reader looks for what is new: at once, up to ten times in a row; then every 10 ms, so that it takes more at a time. */
export class Pace {
  #credit = burst;
  #countedAt = performance.now();

  /** Waits until the next look is due. */
  async keep(signal: AbortSignal): Promise<void> {
    const now = performance.now();
    this.#credit = Math.min(burst, this.#credit + (now - this.#countedAt) / everyMs);
    this.#countedAt = now;
    if (this.#credit < 1) await delay((1 - this.#credit) * everyMs, undefined, { signal }).catch(() => undefined);
    this.#credit -= 1;
  }
}
