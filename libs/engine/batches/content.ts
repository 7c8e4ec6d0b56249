import { createHash } from 'node:crypto';
import type { Batch, BatchBuild } from '#domain';
import { imagesOf } from './child-job.js';

const known = new WeakMap<BatchBuild, { readonly images: string; readonly content: string }>();

/** What tells whether two builds make the same image on a host: its context, its arguments and what it is built on. Names play no part. */
export function contentOf(batch: Batch, build: BatchBuild): string {
  const { plan } = build;
  const images = JSON.stringify(Object.entries(imagesOf(batch, build)).toSorted());
  const earlier = known.get(build);
  if (earlier?.images === images) return earlier.content;
  const { tags: _, args, labels, ...rest } = plan.args;
  const sorted = [args, labels].map((record) => Object.entries(record).toSorted());
  const parts = [plan.context.digest, plan.dockerfileDigest, sorted, Object.entries(rest).toSorted(), images];
  const content = createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
  known.set(build, { images, content });
  return content;
}
