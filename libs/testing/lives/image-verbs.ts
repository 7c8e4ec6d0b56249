import type { StreamAppend } from '#event-sourcing';
import { contentOfImage, detailOf, dockerId, factOfImage, imageOf, removalOf } from '../facts.js';
import type { Host, Verb } from './host.js';

/** What can happen to an image. */
export const imageVerbs: Readonly<Record<string, Verb>> = {
  build: (host, which) => built(host, which, []),
  buildWithTag: (host, which, other) => built(host, which, [`app:${other}`]),
  tag: (host, which, other) => tagged(host, which, `app:${other}`),
  /** The same, but that the other image lost the name is recorded first. */
  tagLater: (host, which, other) => tagged(host, which, `app:${other}`).toReversed(),
  untag: ({ images, circumstances }, which) => {
    const image = images.get(which);
    const [name, ...tags] = image?.tags ?? [];
    if (image === undefined || name === undefined) return [];
    images.set(which, { ...image, tags });
    return [factOfImage('ImageUntagged', { ...image, tags }, { ...circumstances, names: [name] })];
  },
  push: ({ images, circumstances }, which, other) => {
    const image = images.get(which);
    if (image === undefined) return [];
    const pushed = { ...image, digests: [`app@sha256:${dockerId(`${other}`)}`] };
    images.set(which, pushed);
    return [factOfImage('ImageUpdated', pushed, circumstances)];
  },
  removeImage: ({ images, circumstances }, which) => {
    const image = images.get(which);
    images.delete(which);
    return image === undefined ? [] : [removalOf('image', image, circumstances)];
  },
};

function built(host: Host, which: number, tags: readonly string[]): readonly StreamAppend[] {
  if (host.images.has(which)) return [];
  const { digest, append } = contentOfImage(detailOf(['base', `layer ${which}`]));
  const parent = which > 0 ? { parent: imageOf('base').id } : {};
  const image = imageOf(`image ${which}`, { detail: digest, tags: [...tags], ...parent });
  host.images.set(which, image);
  const created = factOfImage('ImageCreated', image, host.circumstances);
  return [append, created, ...tags.flatMap((name) => untagOthers(host, which, name))];
}

function tagged(host: Host, which: number, name: string): readonly StreamAppend[] {
  const image = host.images.get(which);
  if (image === undefined || image.tags.includes(name)) return [];
  const after = { ...image, tags: [...image.tags, name] };
  host.images.set(which, after);
  const gained = factOfImage('ImageTagged', after, { ...host.circumstances, names: [name] });
  return [gained, ...untagOthers(host, which, name)];
}

/** The image that had the name has it no more. */
function untagOthers({ images, circumstances }: Host, which: number, name: string): readonly StreamAppend[] {
  const movedTo = images.get(which)?.id ?? '';
  return [...images].flatMap(([place, image]) => {
    if (place === which || !image.tags.includes(name)) return [];
    const after = { ...image, tags: image.tags.filter((tag) => tag !== name) };
    images.set(place, after);
    return [factOfImage('ImageUntagged', after, { ...circumstances, names: [name], movedTo })];
  });
}
