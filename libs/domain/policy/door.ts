import type { RecordedEvent } from '#event-sourcing';
import type { DoorEvent } from './door.events.js';

/** What a new door shall be: a unix socket that stands for one actor. */
export interface NewDoor {
  readonly actor: string;
  readonly socket: string;
  readonly owner?: string | undefined;
  readonly group?: string | undefined;
  readonly mode: string;
  readonly host: string;
}

/** A way in that was made for one actor. */
export interface Door extends NewDoor {
  readonly id: string;
  readonly createdAt: string;
  readonly createdBy: string;
}

export type RecordedDoorEvent = RecordedEvent & DoorEvent;

/** The door after one more event; undefined when it is no more. */
export function evolveDoor(event: RecordedDoorEvent): Door | undefined {
  if (event.type === 'DoorRemoved') return undefined;
  return { id: doorIn(event), ...event.data, createdAt: event.time, createdBy: event.metadata.actor.name };
}

/** The id of the door that an event is of. */
export function doorIn({ stream }: Pick<RecordedEvent, 'stream'>): string {
  return stream.slice('door-'.length);
}
