import { setImmediate as endOfTurn } from 'node:timers/promises';

/** How units are put together and committed. */
export interface Committing<Unit, Outcome> {
  /** Opens a batch: what it answers takes in units, the first always, and says false to one that has no room. */
  openBatch(): (unit: Unit) => boolean;
  /** Commits the batch and resolves with an outcome for each unit, in order. */
  commit(batch: readonly Unit[]): Promise<readonly Outcome[]>;
  /** True when a batch that failed so has certainly left nothing, so that its units may be tried one by one. */
  isRefused(error: unknown): boolean;
}

interface Waiting<Unit, Outcome> {
  readonly unit: Unit;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Commits together what arrives together: while one batch is on its way, units wait, and then leave as the next one. They
 * are committed in the order in which they came.
 */
export class GroupCommit<Unit, Outcome> {
  #waiting: Waiting<Unit, Outcome>[] = [];
  #isRunning = false;

  constructor(private readonly committing: Committing<Unit, Outcome>) {}

  /** Resolves with the unit's own outcome when its batch is committed. */
  submit(unit: Unit): Promise<Outcome> {
    const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
    this.#waiting.push({ unit, resolve, reject });
    if (!this.#isRunning) void this.#run();
    return promise;
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    while (this.#waiting.length > 0) {
      await endOfTurn(); // whoever hears of the last batch and appends again at once still comes along
      await this.#commit(this.#nextBatch());
    }
    this.#isRunning = false;
  }

  #nextBatch(): readonly Waiting<Unit, Outcome>[] {
    const hasRoom = this.committing.openBatch();
    const end = this.#waiting.findIndex(({ unit }) => !hasRoom(unit));
    return this.#waiting.splice(0, end < 0 ? this.#waiting.length : end);
  }

  async #commit(batch: readonly Waiting<Unit, Outcome>[]): Promise<void> {
    try {
      const outcomes = await this.committing.commit(batch.map(({ unit }) => unit));
      batch.forEach(({ resolve, reject }, index) => {
        const outcome = outcomes[index];
        if (outcome === undefined) reject(new Error('the commit gave no outcome'));
        else resolve(outcome);
      });
    } catch (error) {
      if (batch.length > 1 && this.committing.isRefused(error)) {
        for (const one of batch) await this.#commit([one]);
      } else {
        for (const { reject } of batch) reject(error);
      }
    }
  }
}
