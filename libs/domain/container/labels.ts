import { z } from 'zod';

/** Labels with this prefix are Longshore's own; a client may not set them. */
export const ownLabelPrefix = 'io.longshore.';

/** The label that names the job which made a thing on a host. */
export const jobLabel = `${ownLabelPrefix}job`;

/** Labels that a client may set. */
export const userLabels = z
  .record(z.string().min(1).max(1_000), z.string().max(100_000))
  .refine(
    (labels) => !Object.keys(labels).some((key) => key.toLowerCase().startsWith(ownLabelPrefix)),
    `labels that begin with ${ownLabelPrefix} are set by Longshore alone; leave them out`,
  );
