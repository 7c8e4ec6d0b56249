/**
 * How an identity was proved: by a token; by a client certificate; by a socket that is the actor's own; as the user of the operating system
 * who runs Longshore. `system` is Longshore itself; `unknown` somebody who did something to a host past Longshore.
 */
export const actorKinds = ['token', 'certificate', 'socket', 'user', 'system', 'unknown'] as const;

/** Who a command came from, as it stands in each event that the command caused. */
export interface Actor {
  readonly kind: (typeof actorKinds)[number];
  /** The name that people know the actor by. */
  readonly name: string;
  /** The id of the token that tells the actor's rights; absent where none does. */
  readonly token?: string;
}

/** The circumstances of an event: who, because of what, from where. */
export interface EventMetadata {
  readonly actor: Actor;
  /** The id of the first event or command of the chain that led here. */
  readonly correlationId: string;
  /** The id of the event that directly caused this one. */
  readonly causationId?: string;
  /** W3C trace context, as in CloudEvents' tracing extension. */
  readonly traceparent?: string;
  /** The client's IP address. */
  readonly sourceAddress?: string;
  readonly userAgent?: string;
}

/** An event that is about to be recorded. Attribute names are CloudEvents 1.0's where it has them. */
export interface NewEvent<Type extends string = string, Data = unknown> {
  /** A UUID v7. Appending an id that is already recorded changes nothing. */
  readonly id: string;
  readonly type: Type;
  readonly data: Data;
  readonly metadata: EventMetadata;
}

/** An event as it stands in the log. */
export interface RecordedEvent<Type extends string = string, Data = unknown> extends NewEvent<Type, Data> {
  /** The stream (CloudEvents: `subject`), e.g. `job-0199…`. */
  readonly stream: string;
  /** Place in its stream, from 1. */
  readonly version: number;
  /** Place in the whole log, from 1, without gaps, in the order of commit. */
  readonly position: number;
  /** When it was recorded by the appending process: RFC 3339, UTC, milliseconds. */
  readonly time: string;
  /** Version of the schema of `data`; after reading always the newest. */
  readonly schemaVersion: number;
}
