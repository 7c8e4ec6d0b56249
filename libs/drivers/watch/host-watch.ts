import type {
  ContainerInfo,
  ContainerInspectInfo,
  ImageInfo,
  ImageInspectInfo,
  NetworkInspectInfo,
  VolumeInspectInfo,
} from 'dockerode';
import type { DiskUse, Endpoint, ImageDetail, ImageSnapshot, NetworkSnapshot, VolumeSnapshot } from '#domain';
import type { HostEvent, HostWatch, WatchedContainer } from '#engine';
import { diskUsage } from '../connection/disk-usage.js';
import type { EngineConnection } from '../connection/engine-connection.js';
import { enginePath } from '../connection/engine-path.js';
import { fromInspect } from './container-snapshot.js';
import { diskUseOf } from './disk-use.js';
import { readEngineEvents } from './engine-events.js';
import { sinceOf } from './engine-time.js';
import { type EngineHistoryEntry, fromImageInspect, imageDetailOf } from './image-snapshot.js';
import { fromNetwork, fromVolume, placeOfMember } from './network-snapshot.js';

/** Watches a Docker Engine. */
export class DockerodeHostWatch implements HostWatch {
  constructor(private readonly engine: EngineConnection) {}

  async clock(): Promise<{ readonly shows: string; readonly after: number; readonly before: number }> {
    const after = Date.now();
    const { SystemTime: shows } = await this.engine.call<{ readonly SystemTime: string }>({
      method: 'GET',
      path: '/info',
    });
    return { shows, after, before: Date.now() };
  }

  async events({
    since,
    signal,
  }: {
    readonly since?: string;
    readonly signal: AbortSignal;
  }): Promise<AsyncIterable<HostEvent>> {
    const query = since === undefined ? {} : { since: sinceOf(since) };
    const response = await this.engine.open({ method: 'GET', path: '/events', query, signal });
    return readEngineEvents(this.engine.bytes(response, signal));
  }

  async containerIds(): Promise<readonly string[]> {
    const list = await this.engine.call<ContainerInfo[]>({
      method: 'GET',
      path: '/containers/json',
      query: { all: true },
    });
    return list.map(({ Id }) => Id);
  }

  async inspectContainer(ref: string): Promise<WatchedContainer | undefined> {
    const path = enginePath`/containers/${ref}/json`;
    const info = await this.engine.find<ContainerInspectInfo>({ method: 'GET', path });
    return info && fromInspect(info);
  }

  async imageIds(): Promise<readonly string[]> {
    const list = await this.engine.call<ImageInfo[]>({ method: 'GET', path: '/images/json', query: { all: true } });
    return list.map(({ Id }) => Id);
  }

  async inspectImage(ref: string): Promise<Omit<ImageSnapshot, 'detail'> | undefined> {
    const info = await this.#image(ref);
    return info && fromImageInspect(info);
  }

  async imageDetail(id: string): Promise<ImageDetail | undefined> {
    const path = enginePath`/images/${id}/history`;
    const [info, history] = await Promise.all([
      this.#image(id),
      this.engine.find<readonly EngineHistoryEntry[]>({ method: 'GET', path }),
    ]);
    return info && history && imageDetailOf(info, history);
  }

  async networks(): Promise<readonly NetworkSnapshot[]> {
    return (await this.engine.call<NetworkInspectInfo[]>({ method: 'GET', path: '/networks' })).map(fromNetwork);
  }

  async inspectNetwork(id: string): Promise<NetworkSnapshot | undefined> {
    const info = await this.engine.find<NetworkInspectInfo>({ method: 'GET', path: enginePath`/networks/${id}` });
    return info && fromNetwork(info);
  }

  async placeOn(network: string, container: string): Promise<Endpoint | undefined> {
    const info = await this.engine.find<NetworkInspectInfo>({ method: 'GET', path: enginePath`/networks/${network}` });
    const member = info?.Containers?.[container];
    return info && member && placeOfMember(info, member);
  }

  async diskUse(signal: AbortSignal): Promise<DiskUse> {
    return diskUseOf(await diskUsage(this.engine, signal));
  }

  async volumes(): Promise<readonly VolumeSnapshot[]> {
    const { Volumes } = await this.engine.call<{ readonly Volumes: readonly VolumeInspectInfo[] | null }>({
      method: 'GET',
      path: '/volumes',
    });
    return (Volumes ?? []).map(fromVolume);
  }

  async inspectVolume(name: string): Promise<VolumeSnapshot | undefined> {
    const info = await this.engine.find<VolumeInspectInfo>({ method: 'GET', path: enginePath`/volumes/${name}` });
    return info && fromVolume(info);
  }

  #image(ref: string): Promise<ImageInspectInfo | undefined> {
    return this.engine.find<ImageInspectInfo>({ method: 'GET', path: enginePath`/images/${ref}/json` });
  }
}
