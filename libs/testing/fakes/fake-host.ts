import type { Host, HostInfo } from '#engine';
import { FakeExecDriver } from './fake-exec-driver.js';
import { FakeGraphDriver } from './fake-graph-driver.js';
import { FakeNetworkDriver } from './fake-network-driver.js';
import { FakeRegistry } from './fake-registry.js';
import { fakeDigest, type FakeRegistryStore, FakeState, fullImageName } from './fake-state.js';

export interface FakeHostOptions {
  readonly name?: string;
  /** Nothing takes time: sleeps and the patience of a stop end at once. */
  readonly instant?: boolean;
  /** Images that are there from the start; `busybox:latest` when left out. Their command is `sh`. */
  readonly images?: readonly string[];
  /** Registries that can be reached, by address; hosts may share them. */
  readonly registries?: ReadonlyMap<string, FakeRegistryStore>;
}

const fakeBaseBytes = 1_984_132;

/** A host in memory. It passes the contract suites of all four drivers; see `runFakeCommand` for what its containers can run. */
export class FakeHost implements Host {
  readonly name: string;
  readonly url: string;
  readonly exec: FakeExecDriver;
  readonly graph: FakeGraphDriver;
  readonly network: FakeNetworkDriver;
  readonly registry: FakeRegistry;
  readonly #state = new FakeState();

  constructor(options: FakeHostOptions = {}) {
    const { name = 'local', instant = false, images = ['busybox:latest'], registries = new Map() } = options;
    this.name = name;
    this.url = `fake://${name}`;
    this.exec = new FakeExecDriver(this.#state, instant);
    this.graph = new FakeGraphDriver(this.#state, instant);
    this.network = new FakeNetworkDriver(this.#state);
    this.registry = new FakeRegistry(this.#state, registries);
    for (const image of images) this.#addImage(image);
  }

  async info(): Promise<HostInfo> {
    const containers = [...this.#state.containers.values()];
    return {
      engineVersion: '20.10.24',
      apiVersion: '1.41',
      os: 'linux',
      arch: 'x86_64',
      cpus: 2,
      memory: 4 * 1024 ** 3,
      storageDriver: 'fake',
      containers: containers.length,
      running: containers.filter((container) => container.running).length,
      images: this.#state.images.size,
      labels: [],
      registries: [],
      insecureNetworks: [],
    };
  }

  #addImage(ref: string): void {
    this.#state.saveImage({
      id: fakeDigest(ref),
      tags: [fullImageName(ref)],
      digests: [],
      size: fakeBaseBytes,
      layers: [{ chainId: fakeDigest(`the layer of ${ref}`), size: fakeBaseBytes }],
      createdAt: new Date().toISOString(),
      labels: {},
      env: {},
      entrypoint: [],
      cmd: ['sh'],
    });
  }
}
