import { createHash } from 'node:crypto';
import type { HostImage, HostLayer, HostNetwork, HostVolume } from '#engine';
import type { FakeContainer } from './fake-container.js';
import { notFound } from './fake-errors.js';

/** An image of a fake host: what is told of it, and what its containers run. */
export interface FakeImage extends HostImage {
  /** The lowest first. */
  readonly layers: readonly HostLayer[];
  readonly env: Readonly<Record<string, string>>;
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
}

/** A registry of the fakes: images by `repository:tag` and `repository@digest`. */
export interface FakeRegistryStore {
  readonly images: Map<string, FakeImage>;
  /** Asked for when present. */
  readonly credentials?: { readonly username: string; readonly password: string };
}

/** A name is never as long, for fakes. */
const wholeIdLength = 'sha256:'.length + 64;

/** What a fake host stores. */
export class FakeState {
  readonly containers = new Map<string, FakeContainer>();
  readonly images = new Map<string, FakeImage>();
  /** The ids of what steps of builds have made, whether it is kept as an image or not. */
  readonly built = new Set<string>();
  readonly networks = new Map<string, HostNetwork>();
  readonly volumes = new Map<string, HostVolume>();

  findContainer(ref: string): FakeContainer | undefined {
    return this.containers.get(ref) ?? [...this.containers.values()].find((container) => container.spec.name === ref);
  }

  /** @throws DomainError `host-not-found` */
  container(ref: string): FakeContainer {
    const container = this.findContainer(ref);
    if (!container) throw notFound(`No such container: ${ref}`);
    return container;
  }

  findImage(ref: string): FakeImage | undefined {
    const isPrefix = /^(?:sha256:)?[0-9a-f]{4,64}$/.test(ref);
    const wanted = isPrefix ? `sha256:${ref.replace('sha256:', '')}` : fullImageName(ref);
    const known = this.images.get(wanted);
    if (known || wanted.length === wholeIdLength) return known;
    return this.images
      .values()
      .find((image) => (isPrefix && image.id.startsWith(wanted)) || [...image.tags, ...image.digests].includes(wanted));
  }

  /** @throws DomainError `host-not-found` */
  image(ref: string): FakeImage {
    const image = this.findImage(ref);
    if (!image) throw notFound(`No such image: ${ref}`);
    return image;
  }

  /** The images that were built on it, step by step. */
  childrenOf(id: string): readonly FakeImage[] {
    return [...this.images.values()].filter(({ parent }) => parent === id);
  }

  /** Stores an image under its id. A tag that it has is taken from the image that had it. */
  saveImage(image: FakeImage): void {
    for (const other of image.tags.length > 0 ? this.images.values() : []) {
      const tags = other.tags.filter((tag) => !image.tags.includes(tag));
      if (other.id !== image.id && tags.length < other.tags.length) this.images.set(other.id, { ...other, tags });
    }
    this.images.set(image.id, image);
  }
}

/** `repository:tag` or `repository@digest`, with `latest` where neither is written. */
export function fullImageName(ref: string): string {
  return /:[^/]*$/.test(ref) ? ref : `${ref}:latest`;
}

/** `sha256:…` of a text, by which fakes name images. */
export function fakeDigest(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
