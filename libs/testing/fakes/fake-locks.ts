import type { Locks } from '#engine';

/** Locks of one process: whoever wants a key comes after all who wanted it before. */
export class FakeLocks implements Locks {
  readonly #last = new Map<string, Promise<unknown>>();

  withLock<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.#last.get(key) ?? Promise.resolve();
    const result = before.then(work);
    this.#last.set(
      key,
      result.catch(() => undefined),
    );
    return result;
  }
}
