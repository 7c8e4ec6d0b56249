import { z } from 'zod';
import type { EventCatalog } from '#event-sourcing';

const schemas = {
  DoorAdded: z.strictObject({
    /** The name of the actor whose commands come through it. */
    actor: z.string(),
    /** The absolute path of its unix socket. */
    socket: z.string(),
    /** The user whose file it is, by name or number; the one who runs Longshore when absent. */
    owner: z.string().optional(),
    /** The file's group, by name or number. */
    group: z.string().optional(),
    /** The file's mode, octal. */
    mode: z.string(),
    /** The host that it leads to. */
    host: z.string(),
  }),
  /** What it was, so that its removal tells of it by itself. */
  DoorRemoved: z.strictObject({ actor: z.string(), socket: z.string() }),
};

/** A door's events: its life in its own stream `door-<id>`. */
export type DoorEvent = {
  [Type in keyof typeof schemas]: { readonly type: Type; readonly data: z.output<(typeof schemas)[Type]> };
}[keyof typeof schemas];

/** The door's part of the catalog of events. */
export const doorEvents: EventCatalog = Object.fromEntries(
  Object.entries(schemas).map(([type, schema]) => [type, { schemaVersion: 1, schema }]),
);

export function doorStream(id: string): string {
  return `door-${id}`;
}
