import { z } from 'zod';
import type { EventCatalog } from '#event-sourcing';

/** What facts are about. */
export const entityKinds = ['container', 'image', 'network', 'volume'] as const;

export type EntityKind = (typeof entityKinds)[number];

/** Why something came about on a host, as far as is known. */
export const cause = z.discriminatedUnion('by', [
  /** A job of ours did it, or started what did it. */
  z.strictObject({ by: z.literal('job'), job: z.string(), name: z.string() }),
  /** The host did it by itself: a restart of its engine, a restart policy. */
  z.strictObject({ by: z.literal('host'), why: z.string() }),
  /** Drift: nobody here ordered it. `known` says what is known of it. */
  z.strictObject({ by: z.literal('drift'), known: z.string() }),
]);

export type Cause = z.output<typeof cause>;

/** What every fact says. */
export const factShape = {
  host: z.string(),
  /** When it came about by the host's clock. RFC 3339, up to nanoseconds. */
  at: z.string(),
  /** How it was noticed: the host told it (`event`), or it was found by looking (`inspection`). */
  seen: z.enum(['event', 'inspection']),
  cause,
} as const;

/** The data of facts, of whatever entity. */
export type FactData = z.output<z.ZodObject<typeof factShape>>;

const contentRecorded = z.strictObject({
  kind: z.enum(['container', 'image']),
  content: z.record(z.string(), z.unknown()),
});

/** Bulky detail, recorded once for all facts that name its digest. */
export interface ContentEvent {
  readonly type: 'ContentRecorded';
  readonly data: z.output<typeof contentRecorded>;
}

/** The part of the catalog for bulky detail. */
export const contentEvents: EventCatalog = { ContentRecorded: { schemaVersion: 1, schema: contentRecorded } };

/** @param digest SHA-256 of the content's canonical JSON, 64 hexadecimal digits */
export function contentStream(digest: string): string {
  return `content-${digest}`;
}

/** The digest in the name of a content's stream; undefined for other streams. */
export function digestOfStream(stream: string): string | undefined {
  return stream.startsWith('content-') ? stream.slice('content-'.length) : undefined;
}

/** The stream of a thing on a host. `id`: a container's, image's or network's whole id; a volume's name. */
export function entityStream(kind: EntityKind, host: string, id: string): string {
  return `${kind}-${host}/${id}`;
}

/** The kind, host and id in the name of an entity's stream. */
export function entityOfStream(stream: string): {
  readonly kind: EntityKind;
  readonly host: string;
  readonly id: string;
} {
  const [, kind, host, id] = /^(container|image|network|volume)-([^/]+)\/(.+)$/.exec(stream) ?? [];
  if (kind === undefined || host === undefined || id === undefined) throw new Error(`${stream} is no entity's stream`);
  return { kind: kind as EntityKind, host, id };
}
