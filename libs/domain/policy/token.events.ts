import { z } from 'zod';
import type { EventCatalog } from '#event-sourcing';
import { rights } from './rights.js';

const schemas = {
  TokenCreated: z.strictObject({
    name: z.string(),
    rights: z.array(z.enum(rights)),
    /** SHA-256 of the token, hexadecimal. The token itself has 256 random bits and is kept nowhere. */
    hash: z.string(),
    /** RFC 3339. */
    expiresAt: z.string().optional(),
  }),
  TokenRevoked: z.strictObject({}),
};

/** A token's events: its life in its own stream `token-<id>`. */
export type TokenEvent = {
  [Type in keyof typeof schemas]: { readonly type: Type; readonly data: z.output<(typeof schemas)[Type]> };
}[keyof typeof schemas];

/** The token's part of the catalog of events. */
export const tokenEvents: EventCatalog = Object.fromEntries(
  Object.entries(schemas).map(([type, schema]) => [type, { schemaVersion: 1, schema }]),
);

export function tokenStream(id: string): string {
  return `token-${id}`;
}
