import type { Change } from '../observation/change.js';
import { isSame } from '../observation/change.js';
import type { ImageFact, ImageSnapshot } from './image.events.js';

export type ImageChange = Change<ImageFact>;

/**
 * What a look at an image adds to what is known of it; `now` is undefined when it is gone.
 *
 * @param holderOf the image that has a name by now, when that is known to be another one
 */
export function observeImage(
  known: ImageSnapshot | undefined,
  now: ImageSnapshot | undefined,
  { at, holderOf }: { readonly at: string; readonly holderOf: (name: string) => string | undefined },
): readonly ImageChange[] {
  if (!now) return known ? [{ type: 'ImageRemoved', data: { at, id: known.id } }] : [];
  if (!known) return appeared(now, at);
  const gained = now.tags.filter((name) => !known.tags.includes(name));
  const lost = known.tags.filter((name) => !now.tags.includes(name));
  const changes: ImageChange[] = [];
  let so = known;
  for (const name of lost) {
    so = { ...so, tags: so.tags.filter((tag) => tag !== name) };
    const movedTo = holderOf(name);
    const data = { at, image: so, names: [name], ...(movedTo !== undefined && movedTo !== now.id && { movedTo }) };
    changes.push({ type: 'ImageUntagged', data });
  }
  if (gained.length > 0) {
    so = { ...so, tags: now.tags };
    changes.push({ type: 'ImageTagged', data: { at, image: so, names: gained } });
  }
  return isSame(so, now) ? changes : [...changes, { type: 'ImageUpdated', data: { at, image: now } }];
}

/** An image that is new on the host, and the names that it came with: they tell who brought it. */
function appeared(now: ImageSnapshot, at: string): readonly ImageChange[] {
  const created: ImageChange = { type: 'ImageCreated', data: { at, image: now } };
  if (now.tags.length === 0) return [created];
  return [created, { type: 'ImageTagged', data: { at, image: now, names: now.tags } }];
}
