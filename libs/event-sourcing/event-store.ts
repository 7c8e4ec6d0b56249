import type { NewEvent, RecordedEvent } from './event.js';

/** Events for one stream. */
export interface StreamAppend {
  readonly stream: string;
  /**
   * The version the stream must have: 0 for a stream that must not exist yet; absent when any will do
   * (facts, which can be folded but never refused).
   */
  readonly expectedVersion?: number;
  readonly events: readonly NewEvent[];
}

/** Where one append went. */
export interface Appended {
  /** Position of the first and the last event; equal for a single one. */
  readonly firstPosition: number;
  readonly lastPosition: number;
  /** The events as recorded, in the order given. */
  readonly events: readonly RecordedEvent[];
}

/** What to read of the whole log. */
export interface ReadAll {
  /** Read positions greater than this; 0 reads from the beginning. */
  readonly after: number;
  /** Only these types. */
  readonly types?: readonly string[];
  /** Only streams whose name begins so, e.g. `job-`. */
  readonly streamPrefix?: string;
  /** At most so many events. */
  readonly limit?: number;
}

/** A live reader's wishes. */
export interface Subscribe extends Omit<ReadAll, 'limit'> {
  /** Ends the subscription. */
  readonly signal: AbortSignal;
}

/** The append-only log. */
export interface EventStore {
  /**
   * Records the events of one or several streams, all or none, in one database round trip. When the promise resolves
   * they are durable. Appending the same event ids again resolves with where they already are.
   *
   * @throws DomainError kind `conflict`, code `version-conflict`, when a stream has another version than expected;
   * kind `invalid`, code `event-invalid`, when data does not fit its schema or cannot be stored;
   * kind `unavailable`, code `log-unavailable`, when the log cannot be reached: then it is unknown
   * whether the events were recorded, and the same append, with the same ids, may be repeated.
   */
  append(appends: readonly StreamAppend[]): Promise<Appended>;

  /** The events of a stream, oldest first; empty when there is no such stream. */
  readStream(stream: string): Promise<readonly RecordedEvent[]>;

  /** Events of the whole log in order, in batches of at most 1,000, until what was there at the call has been read. */
  readAll(read: ReadAll): AsyncIterable<readonly RecordedEvent[]>;

  /** The last position, 0 when the log is empty. */
  head(): Promise<number>;

  /**
   * Follows the log: first what is there after `after`, then each new event as it is committed, in batches, in order,
   * each once, without gaps, until the signal aborts. It survives a database that goes away and comes back.
   */
  subscribe(subscribe: Subscribe): AsyncIterable<readonly RecordedEvent[]>;
}
