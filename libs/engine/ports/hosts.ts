import type { ContainerStreams } from './container-streams.js';
import type { EngineApi } from './engine-api.js';
import type { ExecDriver } from './exec-driver.js';
import type { GraphDriver } from './graph-driver.js';
import type { HostWatch } from './host-watch.js';
import type { NetworkDriver } from './network-driver.js';
import type { Registry } from './registry.js';

/** What an engine is told of a registry. */
export interface HostRegistry {
  /** `docker.io`, or a host with a port. */
  readonly name: string;
  readonly isSecure: boolean;
  /** Where it asks first. */
  readonly mirrors: readonly string[];
}

/** What a host says of itself. */
export interface HostInfo {
  readonly engineVersion: string;
  readonly apiVersion: string;
  readonly os: string;
  readonly arch: string;
  readonly cpus: number;
  /** Bytes. */
  readonly memory: number;
  readonly storageDriver: string;
  readonly containers: number;
  readonly running: number;
  readonly images: number;
  /** The engine's own labels: `name=value`. */
  readonly labels: readonly string[];
  readonly registries: readonly HostRegistry[];
  /** Networks whose registries need no TLS. */
  readonly insecureNetworks: readonly string[];
}

/** A real Docker Engine endpoint and the drivers that reach it. */
export interface Host {
  readonly name: string;
  /** e.g. `unix:///var/run/docker.sock` */
  readonly url: string;
  readonly exec: ExecDriver;
  readonly graph: GraphDriver;
  readonly network: NetworkDriver;
  readonly registry: Registry;
  /** Its Engine API itself; absent where there is none, as on a host in memory. */
  readonly api?: EngineApi;
  /** What its containers tell live; absent as `api` is. */
  readonly streams?: ContainerStreams;
  /** What the observer sees of it; absent where there is nothing to be observed, as on a host in memory. */
  readonly watch?: HostWatch;
  /** @throws DomainError `host-unreachable` */
  info(): Promise<HostInfo>;
}

/** The hosts that this process can reach, by name. */
export type Hosts = ReadonlyMap<string, Host>;
