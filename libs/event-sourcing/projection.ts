import type { RecordedEvent } from './event.js';

/** A read model built from the log. `Transaction` is what the adapter gives to write with. */
export interface Projection<Transaction> {
  /** Names its checkpoint: another name reads the log from the beginning again. */
  readonly name: string;
  /** Only events of these types; all when absent. */
  readonly types?: readonly string[];
  /**
   * Takes in the next events, oldest first, some hundreds at most. What it writes in the transaction is committed together with the
   * checkpoint, or not at all: each event takes effect once. When it throws, the same events come again.
   */
  project(events: readonly RecordedEvent[], transaction: Transaction): Promise<void>;
}

/** Feeds projections from the log. Any number of processes may feed the same projection at once. */
export interface Projector<Transaction> {
  /**
   * Feeds what is there at the call, or up to the position `end`, and resolves with the position read up to, whoever fed it.
   */
  catchUp(projection: Projection<Transaction>, end?: number): Promise<number>;

  /** Feeds events as they are committed, until the signal aborts. It survives a database that goes away and comes back. */
  follow(projection: Projection<Transaction>, signal: AbortSignal): Promise<void>;

  /**
   * Lets nobody feed the projection while `work` goes on, which is told the position read up to and may write in the same transaction.
   */
  hold<Result>(
    projection: Projection<Transaction>,
    work: (position: number, transaction: Transaction) => Promise<Result>,
  ): Promise<Result>;
}
