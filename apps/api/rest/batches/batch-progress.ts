import type { Batch } from '#domain';
import type { BatchTeller } from '#engine';
import type { BatchView } from './batch-answers.js';
import { viewBatch } from './batch-view.js';

/** What changes all the time, as the end that is expected, is told so often. */
const driftMs = 5_000;

/** Tells how far a batch is, over and over: each time what has changed since the last. */
export class BatchProgress {
  readonly #items = new Map<string, string>();
  #head = '';
  #drifting = '';
  #toldAt = -Infinity;

  constructor(private readonly teller: BatchTeller) {}

  /** The batch with those of its builds that have changed; undefined when nothing has. */
  async next(batch: Batch): Promise<BatchView | undefined> {
    const now = Date.now();
    const { items, estimate, criticalPath, ...head } = viewBatch(batch, await this.teller.tell(batch, now));
    const changed = items.filter((item) => {
      const written = JSON.stringify(item);
      const isNew = this.#items.get(item.name) !== written;
      if (isNew) this.#items.set(item.name, written);
      return isNew;
    });
    const [written, drifting] = [JSON.stringify(head), JSON.stringify([estimate, criticalPath])];
    const hasDrifted = drifting !== this.#drifting && now >= this.#toldAt + driftMs;
    if (changed.length === 0 && written === this.#head && !hasDrifted) return undefined;
    [this.#head, this.#drifting, this.#toldAt] = [written, drifting, now];
    return { ...head, estimate, criticalPath, items: changed };
  }
}
