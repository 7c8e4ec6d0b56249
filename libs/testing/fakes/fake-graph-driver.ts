import type { GraphDriver, HostImage, HostVolume, ImageBuild, VolumeSpec, WorkIo } from '#engine';
import { buildFakeImage } from './fake-build.js';
import { conflict, notFound } from './fake-errors.js';
import { type FakeImage, type FakeState, fullImageName } from './fake-state.js';

/** Images and volumes of a fake host. */
export class FakeGraphDriver implements GraphDriver {
  constructor(
    private readonly state: FakeState,
    private readonly instant: boolean,
  ) {}

  async buildImage(build: ImageBuild, io: WorkIo): Promise<{ readonly image: string }> {
    return { image: (await buildFakeImage(this.state, build, io, this.instant)).id };
  }

  async inspectImage(ref: string): Promise<HostImage | undefined> {
    const image = this.state.findImage(ref);
    return image && toHostImage(image);
  }

  async listImages(): Promise<readonly HostImage[]> {
    return [...this.state.images.values()].map(toHostImage);
  }

  async tagImage(ref: string, target: string): Promise<void> {
    const image = this.state.image(ref);
    this.state.saveImage({ ...image, tags: [...new Set([...image.tags, fullImageName(target)])] });
  }

  async removeImage(
    ref: string,
    options: { readonly force: boolean },
  ): Promise<{ readonly untagged: readonly string[]; readonly deleted: readonly string[] }> {
    const image = this.state.image(ref);
    const tag = fullImageName(ref);
    const byTag = image.tags.includes(tag);
    if (byTag && image.tags.length > 1) {
      this.state.images.set(image.id, { ...image, tags: image.tags.filter((other) => other !== tag) });
      return { untagged: [tag], deleted: [] };
    }
    if (!byTag && image.tags.length > 1 && !options.force)
      throw conflict(`unable to delete ${ref} (must be forced) - image is referenced in multiple repositories`);
    const user = [...this.state.containers.values()].find((container) => container.describe().image === image.id);
    if (user && !(options.force && !user.running))
      throw conflict(`unable to remove ${ref} - container ${user.id} is using it`);
    this.state.images.delete(image.id);
    return { untagged: [...image.tags, ...image.digests], deleted: [image.id] };
  }

  async createVolume(volume: VolumeSpec): Promise<HostVolume> {
    const { name, driver = 'local', labels, options } = volume;
    return this.state.volumes.getOrInsertComputed(name, () => ({ name, driver, labels, options }));
  }

  async inspectVolume(name: string): Promise<HostVolume | undefined> {
    return this.state.volumes.get(name);
  }

  async listVolumes(): Promise<readonly HostVolume[]> {
    return [...this.state.volumes.values()];
  }

  async removeVolume(name: string, options: { readonly force: boolean }): Promise<void> {
    const user = [...this.state.containers.values()].find(({ spec }) =>
      spec.volumes.some((volume) => volume.split(':')[0] === name),
    );
    if (user) throw conflict(`remove ${name}: volume is in use - [${user.id}]`);
    if (!this.state.volumes.delete(name) && !options.force) throw notFound(`get ${name}: no such volume`);
  }
}

function toHostImage({ id, tags, digests, size, createdAt }: FakeImage): HostImage {
  return { id, tags, digests, size, createdAt };
}
