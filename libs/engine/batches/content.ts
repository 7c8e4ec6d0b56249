import { createHash } from 'node:crypto';
import { type Batch, type BatchBuild, equalityKey } from '#domain';
import { imagesOf } from './child-job.js';

const known = new WeakMap<BatchBuild, { readonly images: string; readonly content: string | undefined }>();

/** What equal builds of a host have in common, in short; undefined of one that is equal to none. */
export function contentOf(batch: Batch, build: BatchBuild): string | undefined {
  const made = imagesOf(batch, build);
  const images = JSON.stringify(made);
  const earlier = known.get(build);
  if (earlier?.images === images) return earlier.content;
  const key = equalityKey(build.plan, made);
  const content = key === undefined ? undefined : createHash('sha256').update(key).digest('base64url');
  known.set(build, { images, content });
  return content;
}
