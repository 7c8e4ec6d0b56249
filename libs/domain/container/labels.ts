import { z } from 'zod';

/** Labels with this prefix are Longshore's own; a client may not set them. */
export const ownLabelPrefix = 'io.longshore.';

/** The label that names the job which made a thing on a host. */
export const jobLabel = `${ownLabelPrefix}job`;

/** The label that proves the other: made with a key that only Longshore has. */
const signatureLabel = `${ownLabelPrefix}signature`;

/** The labels of what a job makes. `sign` must give the same for the same text, and nobody else may know it. */
export function labelsOf(job: string, sign: (text: string) => string): Readonly<Record<string, string>> {
  return { [jobLabel]: job, [signatureLabel]: sign(`${jobLabel}=${job}`) };
}

/** Whether the labels that name a job are Longshore's: others can write such labels too, but not sign them. */
export function isSigned(
  { job, signature }: { readonly job?: string | undefined; readonly signature?: string | undefined },
  sign: (text: string) => string,
): boolean {
  return job !== undefined && signature === sign(`${jobLabel}=${job}`);
}

/** What Longshore's own labels say, and the others. */
export function readLabels(all: Readonly<Record<string, string>>): {
  readonly own: { readonly job?: string; readonly signature?: string };
  readonly labels: Readonly<Record<string, string>>;
} {
  const { [jobLabel]: job, [signatureLabel]: signature, ...labels } = all;
  return { own: { ...(job !== undefined && { job }), ...(signature !== undefined && { signature }) }, labels };
}

/** Labels that a client may set. */
export const userLabels = z
  .record(z.string().min(1).max(1_000), z.string().max(100_000))
  .refine(
    (labels) => !Object.keys(labels).some((key) => key.toLowerCase().startsWith(ownLabelPrefix)),
    `labels that begin with ${ownLabelPrefix} are set by Longshore alone; leave them out`,
  );
