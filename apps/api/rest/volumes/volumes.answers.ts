import { volumeSnapshot } from '#domain';
import type { VolumeView } from '#read-models';
import { z } from 'zod';
import { containerRef } from '../containers/containers.answers.js';
import { factSchema, pageSchema } from '../fact-schema.js';

const mounter = z.strictObject({
  ...containerRef.shape,
  mounts: z.array(z.strictObject({ destination: z.string(), writable: z.boolean() })).readonly(),
});

const volume = z.strictObject({
  host: z.string(),
  ...volumeSnapshot.shape,
  job: z.string().nullable().describe('The job that its label names'),
  since: factSchema.describe('What made it so'),
  containers: z.array(mounter).readonly().describe('Those that mount it, running or not'),
}) satisfies z.ZodType<VolumeView>;

/** A page of volumes. */
export const volumePage = pageSchema(volume);

/** One volume. */
export const oneVolume = z.strictObject({
  position: z.int().describe('The position that it is as of'),
  ...volume.shape,
});
