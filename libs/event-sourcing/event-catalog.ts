/** A schema as zod makes it: it returns the checked value or throws. */
export interface DataSchema {
  parse(data: unknown): unknown;
}

/** What is known of one type of event. */
export interface EventType {
  /** The newest version of the schema, from 1. */
  readonly schemaVersion: number;
  readonly schema: DataSchema;
  /** `upcasters[n]` raises data of version n to version n + 1. One for each version below the newest. */
  readonly upcasters?: Readonly<Record<number, (data: never) => unknown>>;
}

/** All types of events that may be recorded, by name. A released name is never changed or taken away. */
export type EventCatalog = Readonly<Record<string, EventType>>;
