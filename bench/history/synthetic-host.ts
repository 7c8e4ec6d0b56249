import { randomUUIDv7 } from 'node:crypto';
import type { ContainerSnapshot, ImageSnapshot, NetworkSnapshot } from '#domain';
import type { StreamAppend } from '#event-sourcing';
import {
  byJob,
  type Circumstances,
  containerOf,
  contentOfImage,
  detailOf,
  dockerId,
  factOfContainer,
  factOfImage,
  factOfNetwork,
  factOfVolume,
  imageOf,
  networkOf,
  removalOf,
  volumeOf,
} from '#testing';
import type { Random } from './random.js';
import { beginningOf, effectOf, endOf, metadataOf, type SyntheticJob } from './synthetic-job.js';

/** How many of a kind are there at the same time, however long the history is. */
const live = { containers: 200, images: 40, networks: 10, volumes: 10 };
const actors = ['alice', 'bob', 'carol', 'ci', 'deploy', 'nightly'];
const repositories = Array.from({ length: 12 }, (_, n) => `team/app-${n}:latest`);

/** A host on which things come and go: commands of jobs, with what they change, and some changes out of band. */
export class SyntheticHost {
  readonly #containers: ContainerSnapshot[] = [];
  readonly #images: ImageSnapshot[] = [];
  readonly #networks: NetworkSnapshot[] = [];
  readonly #volumes: string[] = [];
  #serial = 0;

  constructor(
    private readonly name: string,
    private readonly random: Random,
  ) {}

  /** What is recorded of the next thing that happens. It begins with images, networks and volumes, since containers need them. */
  next(): readonly StreamAppend[] {
    if (this.#images.length < live.images || this.random.chance(6)) return this.#build();
    if (this.#networks.length < live.networks || this.random.chance(1)) return this.#makeNetwork();
    if (this.#volumes.length < live.volumes || this.random.chance(1)) return this.#makeVolume();
    return this.#containers.length >= live.containers ? [...this.#end(), ...this.#run()] : this.#run();
  }

  /** An image takes the name of the one before it; the oldest image goes. */
  #build(): readonly StreamAppend[] {
    const name = this.random.of(repositories);
    const base = this.#images.length === 0 ? 'base' : `base ${this.random.nat(5)}`;
    const { digest, append } = contentOfImage(
      detailOf([base, `packages ${this.random.nat(50)}`, `app ${this.#serial}`]),
    );
    const image = imageOf(`${this.name} image ${this.#serial++}`, { tags: [name], detail: digest });
    return this.#byJob('build', { tags: [name], name }, (circumstances) => {
      const losers = this.#images.filter(({ tags }) => tags.includes(name));
      const untagged = losers.map((loser) => {
        const dangling = { ...loser, tags: [] };
        this.#images[this.#images.indexOf(loser)] = dangling;
        return factOfImage('ImageUntagged', dangling, { ...circumstances, names: [name], movedTo: image.id });
      });
      this.#images.push(image);
      const oldest = this.#images.length > live.images ? this.#images.shift() : undefined;
      const removed = oldest ? [removalOf('image', oldest, circumstances)] : [];
      return [append, factOfImage('ImageCreated', image, circumstances), ...untagged, ...removed];
    });
  }

  #makeNetwork(): readonly StreamAppend[] {
    const network = networkOf(`net-${this.#serial}`, { id: dockerId(`${this.name} network ${this.#serial++}`) });
    return this.#byJob('network.create', { name: network.name }, (circumstances) => {
      this.#networks.push(network);
      const oldest = this.#networks.length > live.networks ? this.#networks.shift() : undefined;
      const removed = oldest ? [removalOf('network', oldest, circumstances)] : [];
      return [factOfNetwork(network, circumstances), ...removed];
    });
  }

  #makeVolume(): readonly StreamAppend[] {
    const name = `data-${this.#serial++}`;
    return this.#byJob('volume.create', { name }, (circumstances) => {
      this.#volumes.push(name);
      const oldest = this.#volumes.length > live.volumes ? this.#volumes.shift() : undefined;
      const removed = oldest === undefined ? [] : [removalOf('volume', { name: oldest }, circumstances)];
      return [factOfVolume(volumeOf(name), circumstances), ...removed];
    });
  }

  #run(): readonly StreamAppend[] {
    const created = this.#newContainer();
    return this.#byJob('run', { image: created.imageName, name: created.name }, (circumstances, job) => {
      const connected = this.random.chance(30) ? this.#connect(created) : created;
      const started = this.#start(connected);
      this.#containers.push(started);
      const network = connected.endpoints.at(-1)?.network ?? '';
      return [
        factOfContainer('ContainerCreated', created, circumstances),
        effectOf(job, { container: created.id, stdoutBefore: 0, stderrBefore: 0 }),
        ...(connected === created
          ? []
          : [factOfContainer('ContainerConnected', connected, { ...circumstances, network })]),
        factOfContainer('ContainerStarted', started, circumstances),
      ];
    });
  }

  /** A container ends and is removed: by a job, or by somebody past Longshore. */
  #end(): readonly StreamAppend[] {
    const [container] = this.#containers.splice(this.random.nat(this.#containers.length), 1);
    if (container === undefined) return [];
    const facts = (circumstances: Circumstances): readonly StreamAppend[] => {
      const exited = { ...container, state: 'exited', exitCode: this.random.of([0, 0, 0, 1, 137]), ports: [] };
      const endpoints = container.endpoints.map(({ network, name, aliases }) => ({ network, name, aliases }));
      return [
        ...(this.random.chance(40) ? [factOfContainer('ContainerUpdated', container, circumstances)] : []),
        factOfContainer('ContainerExited', { ...exited, endpoints }, circumstances),
        removalOf('container', container, circumstances),
      ];
    };
    if (this.random.chance(10)) return facts({ host: this.name });
    return this.#byJob('rm', { container: container.name, name: container.name }, facts);
  }

  #newContainer(): ContainerSnapshot {
    const image = this.random.of(this.#images);
    const name = `job-${this.#serial}`;
    const network = this.random.of(this.#networks);
    const port = { container: 8080, protocol: 'tcp', ip: '0.0.0.0', host: 10_000 + (this.#serial % 20_000) };
    const volume = this.random.of(this.#volumes);
    return containerOf({
      id: dockerId(`${this.name} container ${this.#serial++}`),
      name,
      image: image.id,
      imageName: image.tags[0] ?? image.id,
      networkMode: network.name,
      endpoints: [{ network: '', name: network.name, aliases: [name] }],
      portBindings: this.random.chance(20) ? [port] : [],
      mounts: this.random.chance(30)
        ? [{ type: 'volume', name: volume, source: '/', destination: '/data', mode: 'z', writable: true }]
        : [],
      detail: dockerId(`detail ${this.random.nat(100)}`),
    });
  }

  #connect(container: ContainerSnapshot): ContainerSnapshot {
    const { id, name } = this.random.of(this.#networks);
    const others = container.endpoints.filter((endpoint) => endpoint.name !== name);
    return { ...container, endpoints: [...others, { network: id, name, aliases: [container.name] }] };
  }

  #start(container: ContainerSnapshot): ContainerSnapshot {
    const endpoints = container.endpoints.map((endpoint, n) => ({
      ...endpoint,
      network: dockerId(endpoint.name),
      ipv4: `172.${18 + n}.${this.random.nat(16)}.${2 + this.random.nat(250)}`,
      prefix: 16,
      gateway: `172.${18 + n}.0.1`,
      mac: '02:42:ac:12:00:02',
    }));
    const startedAt = '2026-01-01T12:00:01.000000000Z';
    return { ...container, state: 'running', endpoints, startedAt, ports: container.portBindings };
  }

  /** A job, and what is recorded of it and of what it brings about between its beginning and its end. */
  #byJob(
    name: string,
    args: SyntheticJob['args'],
    recorded: (circumstances: Circumstances, job: SyntheticJob) => readonly StreamAppend[],
  ): readonly StreamAppend[] {
    const job: SyntheticJob = { id: randomUUIDv7(), name, host: this.name, actor: this.random.of(actors), args };
    const status = this.random.chance(5) ? 1 : 0;
    const circumstances = { host: this.name, cause: byJob(job.id, name), metadata: metadataOf(job) };
    return [beginningOf(job), ...recorded(circumstances, job), endOf(job, status, this.random.chance(5))];
  }
}
