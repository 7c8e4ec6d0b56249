import { z } from 'zod';
import type { EventCatalog } from '#event-sourcing';

const share = z.strictObject({
  bytes: z.int().min(0),
  /** What removing all that is of no use would free. */
  reclaimable: z.int().min(0),
});

/** What a host's engine takes of its disk. */
export const diskUse = z.strictObject({
  images: share,
  /** What containers have written to their own layers. */
  containers: share,
  volumes: share,
  buildCache: share,
});

export type DiskUse = z.output<typeof diskUse>;

/** Recorded only when it is another than before: in between the last one holds. */
const schemas = { DiskMeasured: z.strictObject({ host: z.string(), ...diskUse.shape }) };

/** A measurement in the host's own stream `disk-<name>`. */
export type DiskEvent = { readonly type: 'DiskMeasured'; readonly data: z.output<typeof schemas.DiskMeasured> };

/** The disks' part of the catalog of events. */
export const diskEvents: EventCatalog = {
  DiskMeasured: { schemaVersion: 1, schema: schemas.DiskMeasured },
};

export function diskStream(host: string): string {
  return `disk-${host}`;
}
