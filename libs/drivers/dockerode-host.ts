import type {
  ContainerStreams,
  ExecDriver,
  GraphDriver,
  Host,
  HostInfo,
  HostWatch,
  NetworkDriver,
  Registry,
} from '#engine';
import type { EngineConnection } from './connection/engine-connection.js';
import type { DockerodeEngineApi } from './engine-api/dockerode-engine-api.js';
import { DockerodeExecDriver } from './execdriver/exec.driver.js';
import { DockerodeGraphDriver } from './graphdriver/graph.driver.js';
import { DockerodeNetworkDriver } from './networkdriver/network.driver.js';
import { DockerodeRegistry } from './registry/registry.driver.js';
import { DockerodeContainerStreams } from './streams/container-streams.js';
import { DockerodeHostWatch } from './watch/host-watch.js';

interface EngineInfo {
  readonly ServerVersion: string;
  readonly OSType: string;
  readonly Architecture: string;
  readonly NCPU: number;
  readonly MemTotal: number;
  readonly Driver: string;
  readonly Containers: number;
  readonly ContainersRunning: number;
  readonly Images: number;
  readonly Labels: readonly string[] | null;
  readonly RegistryConfig: {
    readonly InsecureRegistryCIDRs: readonly string[] | null;
    readonly IndexConfigs: Readonly<
      Record<string, { readonly Secure: boolean; readonly Mirrors: readonly string[] | null }>
    > | null;
  } | null;
}

/** A Docker Engine that is reached through dockerode. */
export class DockerodeHost implements Host {
  readonly name: string;
  readonly url: string;
  readonly exec: ExecDriver;
  readonly graph: GraphDriver;
  readonly network: NetworkDriver;
  readonly registry: Registry;
  readonly streams: ContainerStreams;
  readonly watch: HostWatch;

  constructor(
    private readonly engine: EngineConnection,
    readonly api: DockerodeEngineApi,
  ) {
    ({ name: this.name, url: this.url } = engine.host);
    this.exec = new DockerodeExecDriver(engine);
    this.graph = new DockerodeGraphDriver(engine);
    this.network = new DockerodeNetworkDriver(engine);
    this.registry = new DockerodeRegistry(engine);
    this.streams = new DockerodeContainerStreams(engine, api);
    this.watch = new DockerodeHostWatch(engine);
  }

  async info(): Promise<HostInfo> {
    const response = await this.engine.open({ method: 'GET', path: '/info' });
    const info = await this.engine.readJson<EngineInfo>(response);
    return {
      engineVersion: info.ServerVersion,
      apiVersion: String(response.headers['api-version']),
      os: info.OSType,
      arch: info.Architecture,
      cpus: info.NCPU,
      memory: info.MemTotal,
      storageDriver: info.Driver,
      containers: info.Containers,
      running: info.ContainersRunning,
      images: info.Images,
      labels: info.Labels ?? [],
      registries: Object.entries(info.RegistryConfig?.IndexConfigs ?? {}).map(([name, { Secure, Mirrors }]) => ({
        name,
        isSecure: Secure,
        mirrors: Mirrors ?? [],
      })),
      insecureNetworks: info.RegistryConfig?.InsecureRegistryCIDRs ?? [],
    };
  }
}
