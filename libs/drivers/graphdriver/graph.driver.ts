import type { ImageInfo, ImageInspectInfo, ImageRemoveInfo } from 'dockerode';
import type { BuildIo, GraphDriver, HostImage, HostLayer, HostVolume, ImageBuild, VolumeSpec } from '#engine';
import type { EngineConnection } from '../connection/engine-connection.js';
import { enginePath } from '../connection/engine-path.js';
import { splitImageName } from '../image-name.js';
import { buildImage } from './build.js';
import { fromInspect, fromListing } from './host-image.js';
import { type EngineHistoryEntry, layersOf } from './host-layers.js';
import { type EngineVolume, fromEngineVolume } from './host-volume.js';
import { measureVolumes } from './measure-volumes.js';

/** The images and volumes of a Docker Engine. */
export class DockerodeGraphDriver implements GraphDriver {
  constructor(private readonly engine: EngineConnection) {}

  async buildImage(build: ImageBuild, io: BuildIo): Promise<{ readonly image: string }> {
    return buildImage(this.engine, build, io);
  }

  async inspectImage(ref: string): Promise<HostImage | undefined> {
    const info = await this.engine.find<ImageInspectInfo>({ method: 'GET', path: enginePath`/images/${ref}/json` });
    return info && fromInspect(info);
  }

  async listImages(options = { steps: false }): Promise<readonly HostImage[]> {
    const query = { all: options.steps };
    return (await this.engine.call<ImageInfo[]>({ method: 'GET', path: '/images/json', query })).map(fromListing);
  }

  async listLayers(ref: string): Promise<readonly HostLayer[] | undefined> {
    const [image, history] = await Promise.all([
      this.engine.find<ImageInspectInfo>({ method: 'GET', path: enginePath`/images/${ref}/json` }),
      this.engine.find<EngineHistoryEntry[]>({ method: 'GET', path: enginePath`/images/${ref}/history` }),
    ]);
    return image && history && layersOf(image.RootFS.Layers ?? [], history);
  }

  async tagImage(ref: string, target: string): Promise<void> {
    const { repository, tag } = splitImageName(target);
    await this.engine.call({ method: 'POST', path: enginePath`/images/${ref}/tag`, query: { repo: repository, tag } });
  }

  async removeImage(
    ref: string,
    { force, keepSteps = false }: { readonly force: boolean; readonly keepSteps?: boolean },
  ): Promise<{ readonly untagged: readonly string[]; readonly deleted: readonly string[] }> {
    const removed = await this.engine.call<ImageRemoveInfo[]>({
      method: 'DELETE',
      path: enginePath`/images/${ref}`,
      query: { force, noprune: keepSteps },
    });
    return {
      untagged: removed.flatMap((step) => ('Untagged' in step ? [step.Untagged] : [])),
      deleted: removed.flatMap((step) => ('Deleted' in step ? [step.Deleted] : [])),
    };
  }

  async createVolume(volume: VolumeSpec): Promise<HostVolume> {
    const body = { Name: volume.name, Driver: volume.driver, DriverOpts: volume.options, Labels: volume.labels };
    return fromEngineVolume(await this.engine.call<EngineVolume>({ method: 'POST', path: '/volumes/create', body }));
  }

  async inspectVolume(name: string): Promise<HostVolume | undefined> {
    const info = await this.engine.find<EngineVolume>({ method: 'GET', path: enginePath`/volumes/${name}` });
    return info && fromEngineVolume(info);
  }

  async listVolumes(): Promise<readonly HostVolume[]> {
    const { Volumes } = await this.engine.call<{ readonly Volumes: readonly EngineVolume[] | null }>({
      method: 'GET',
      path: '/volumes',
    });
    return (Volumes ?? []).map(fromEngineVolume);
  }

  async measureVolumes(): Promise<ReadonlyMap<string, number>> {
    return measureVolumes(this.engine);
  }

  async removeVolume(name: string, options: { readonly force: boolean }): Promise<void> {
    await this.engine.call({ method: 'DELETE', path: enginePath`/volumes/${name}`, query: options });
  }
}
