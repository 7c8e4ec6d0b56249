import { randomUUID } from 'node:crypto';
import type { EventCatalog, NewEvent } from '#event-sourcing';
import { z } from 'zod';

/** A catalog of made-up events for tests of the log itself. `Noted` has had an older form, whose text was called `note`. */
export const noteCatalog = {
  Noted: {
    schemaVersion: 2,
    schema: z.object({ text: z.string(), extra: z.unknown().optional() }),
    upcasters: { 1: ({ note }: { readonly note: string }) => ({ text: note }) },
  },
  Tallied: { schemaVersion: 1, schema: z.object({ writer: z.string(), count: z.int() }) },
} satisfies EventCatalog;

/** An event of the made-up type Noted. */
export function noted(text: string, id: string = randomUUID()): NewEvent {
  return { id, type: 'Noted', data: { text }, metadata: metadataOfNotes };
}

/** An event of the made-up type Tallied: a writer's nth. */
export function tallied(writer: string, count: number, id: string = randomUUID()): NewEvent {
  return { id, type: 'Tallied', data: { writer, count }, metadata: metadataOfNotes };
}

const metadataOfNotes = { actor: { kind: 'system', name: 'spec' }, correlationId: 'a-spec' } as const;
