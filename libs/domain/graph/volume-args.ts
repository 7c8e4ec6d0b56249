import { z } from 'zod';
import { containerName } from '../container/container-spec.js';
import { userLabels } from '../container/labels.js';

/** What `volume.create` takes. */
export const volumeCreateArgs = z.strictObject({
  name: containerName.optional().describe('Made up when left out'),
  driver: z.string().max(200).optional(),
  labels: userLabels.default({}),
  options: z.record(z.string().max(1_000), z.string().max(10_000)).default({}).describe('Options of the volume driver'),
});

/** What `volume.rm` takes. */
export const volumeRmArgs = z.strictObject({ volume: containerName, force: z.boolean().default(false) });
