import { z } from 'zod';
import type { EventCatalog, RecordedEvent } from '#event-sourcing';
import { factShape } from '../observation/fact.js';

/** What a volume was. */
export const volumeSnapshot = z.strictObject({
  name: z.string(),
  driver: z.string(),
  /** Where it lies on the host. */
  mountpoint: z.string(),
  labels: z.record(z.string(), z.string()),
  options: z.record(z.string(), z.string()),
  createdAt: z.string(),
  /** The job that its label names. */
  job: z.string().optional(),
  /** What proves that label. */
  signature: z.string().optional(),
});

export type VolumeSnapshot = z.output<typeof volumeSnapshot>;

const schemas = {
  VolumeCreated: z.strictObject({ ...factShape, volume: volumeSnapshot }),
  VolumeRemoved: z.strictObject({ ...factShape, name: z.string() }),
};

/** What happened to a volume: its life in its stream `volume-<host>/<name>`. */
export type VolumeFact = {
  [Type in keyof typeof schemas]: { readonly type: Type; readonly data: z.output<(typeof schemas)[Type]> };
}[keyof typeof schemas];

export type RecordedVolumeFact = RecordedEvent & VolumeFact;

/** The volumes' part of the catalog of events. */
export const volumeEvents: EventCatalog = Object.fromEntries(
  Object.entries(schemas).map(([type, schema]) => [type, { schemaVersion: 1, schema }]),
);
