import { z } from 'zod';
import type { EventCatalog } from '#event-sourcing';

const schemas = {
  /** No build of a batch goes there any more; what runs there goes on. */
  HostDrained: z.strictObject({ host: z.string() }),
  HostUndrained: z.strictObject({ host: z.string() }),
};

/** What was decided about a host, in its own stream `host-<name>`. */
export type HostEvent = {
  [Type in keyof typeof schemas]: { readonly type: Type; readonly data: z.output<(typeof schemas)[Type]> };
}[keyof typeof schemas];

/** The hosts' part of the catalog of events. */
export const hostEvents: EventCatalog = Object.fromEntries(
  Object.entries(schemas).map(([type, schema]) => [type, { schemaVersion: 1, schema }]),
);

export function hostStream(name: string): string {
  return `host-${name}`;
}
