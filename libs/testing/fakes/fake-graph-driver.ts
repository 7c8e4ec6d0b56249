import type { BuildIo, GraphDriver, HostImage, HostLayer, HostVolume, ImageBuild, VolumeSpec } from '#engine';
import { buildFakeImage } from './fake-build.js';
import { namesOf } from '#domain';
import { conflict, notFound } from './fake-errors.js';
import { type FakeImage, type FakeState, fullImageName } from './fake-state.js';

/** Images and volumes of a fake host. */
export class FakeGraphDriver implements GraphDriver {
  constructor(
    private readonly state: FakeState,
    private readonly instant: boolean,
  ) {}

  async buildImage(build: ImageBuild, io: BuildIo): Promise<{ readonly image: string }> {
    return { image: (await buildFakeImage(this.state, build, io, this.instant)).id };
  }

  async inspectImage(ref: string): Promise<HostImage | undefined> {
    const image = this.state.findImage(ref);
    return image && toHostImage(image);
  }

  async listImages(options = { steps: false }): Promise<readonly HostImage[]> {
    const images = [...this.state.images.values()];
    return images.filter((image) => options.steps || !this.#isStep(image)).map(toHostImage);
  }

  async listLayers(ref: string): Promise<readonly HostLayer[] | undefined> {
    return this.state.findImage(ref)?.layers;
  }

  async tagImage(ref: string, target: string): Promise<void> {
    const image = this.state.image(ref);
    this.state.saveImage({ ...image, tags: [...new Set([...image.tags, fullImageName(target)])] });
  }

  async removeImage(
    ref: string,
    options: { readonly force: boolean; readonly keepSteps?: boolean },
  ): Promise<{ readonly untagged: readonly string[]; readonly deleted: readonly string[] }> {
    const image = this.state.image(ref);
    const tag = fullImageName(ref);
    const byTag = image.tags.includes(tag);
    const isParent = this.state.childrenOf(image.id).length > 0;
    if (byTag && (image.tags.length > 1 || isParent)) {
      this.state.images.set(image.id, { ...image, tags: image.tags.filter((other) => other !== tag) });
      return { untagged: [tag], deleted: [] };
    }
    if (!byTag && image.tags.length > 1 && !options.force)
      throw conflict(`unable to delete ${ref} (must be forced) - image is referenced in multiple repositories`);
    const user = [...this.state.containers.values()].find((container) => container.describe().image === image.id);
    if (user && !(options.force && !user.running))
      throw conflict(`unable to remove ${ref} - container ${user.id} is using it`);
    if (isParent) throw conflict(`unable to delete ${ref} (cannot be forced) - image has dependent child images`);
    return { untagged: [...image.tags, ...image.digests], deleted: this.#delete(image, options) };
  }

  /** What is gone with the image: it, the steps that nothing else was built on, and their layers. */
  #delete(image: FakeImage, options: { readonly keepSteps?: boolean }): readonly string[] {
    this.state.images.delete(image.id);
    const kept = new Set([...this.state.images.values()].flatMap(({ layers }) => layers.map(({ chainId }) => chainId)));
    const layers = image.layers.map(({ chainId }) => chainId).filter((chainId) => !kept.has(chainId));
    const parent = this.state.images.get(image.parent ?? '');
    const isIdle = parent && namesOf(parent).length === 0 && this.state.childrenOf(parent.id).length === 0;
    const steps = isIdle && !options.keepSteps ? this.#delete(parent, options) : [];
    return [image.id, ...layers, ...steps];
  }

  #isStep(image: FakeImage): boolean {
    return namesOf(image).length === 0 && this.state.childrenOf(image.id).length > 0;
  }

  async createVolume(volume: VolumeSpec): Promise<HostVolume> {
    const { name, driver = 'local', labels, options } = volume;
    const createdAt = new Date().toISOString();
    return this.state.volumes.getOrInsertComputed(name, () => ({ name, driver, labels, options, createdAt }));
  }

  async inspectVolume(name: string): Promise<HostVolume | undefined> {
    return this.state.volumes.get(name);
  }

  async listVolumes(): Promise<readonly HostVolume[]> {
    return [...this.state.volumes.values()];
  }

  /** Nothing is ever written to them. */
  async measureVolumes(): Promise<ReadonlyMap<string, number>> {
    return new Map([...this.state.volumes.keys()].map((name) => [name, 0]));
  }

  async removeVolume(name: string, options: { readonly force: boolean }): Promise<void> {
    const user = [...this.state.containers.values()].find(({ spec }) =>
      spec.volumes.some((volume) => volume.split(':')[0] === name),
    );
    if (user) throw conflict(`remove ${name}: volume is in use - [${user.id}]`);
    if (!this.state.volumes.delete(name) && !options.force) throw notFound(`get ${name}: no such volume`);
  }
}

function toHostImage({ id, tags, digests, parent, labels, size, createdAt }: FakeImage): HostImage {
  return { id, tags, digests, ...(parent !== undefined && { parent }), labels, size, createdAt };
}
