import type { RecordedEvent } from '#event-sourcing';

/** New rows by their tables; those of one table have the same columns in the same order. */
export type NewRows = ReadonlyMap<string, readonly object[]>;

/** Some of the read models while they are built from the whole log: keeps in mind what may still change. */
export interface Part {
  /** Its tables. */
  readonly tables: readonly string[];
  /** The types of events that it is made of. */
  readonly types: ReadonlySet<string>;
  /** Takes in the next events, oldest first. `writeAll` sees to it that all rows that were handed out stand in their tables. */
  take(events: readonly RecordedEvent[], writeAll: () => Promise<void>): Promise<void>;
  /** The rows that nothing changes any more, each once. */
  settled(): NewRows;
  /** At the end: the other rows, as they are now. */
  rest(): NewRows;
}
