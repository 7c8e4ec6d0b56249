import { mkdtemp, writeFile } from 'node:fs/promises';
import type { OwnEngine } from './own-engine.js';

/** What somebody does with the bare command line, some of it to things of ours. */
export class ForeignChanges {
  /** How many changes there have been. */
  count = 0;
  #serial = 0;
  readonly #containers: string[];
  readonly #networks: string[] = [];
  readonly #volumes: string[] = [];
  readonly #tags: string[] = [];

  constructor(
    private readonly engine: OwnEngine,
    private readonly random: () => number,
    /** Names of containers that are somebody else's. */
    others: readonly string[],
  ) {
    this.#containers = [...others];
  }

  /** Makes so many changes. */
  async make(count: number): Promise<void> {
    const until = this.count + count;
    while (this.count < until) await this.#one();
  }

  async #one(): Promise<void> {
    const made = await this.#pick([
      ...[1, 2, 3].map(() => () => this.#create()),
      () => this.#run(),
      () => this.#runToEnd(),
      () => this.#rename(),
      () => this.#remove(),
      () => this.#start(),
      () => this.#stop(),
      () => this.#pause(),
      () => this.#limit(),
      () => this.#tag(),
      () => this.#untag(),
      () => this.#makeNetwork(),
      () => this.#connect(),
      () => this.#disconnect(),
      () => this.#makeVolume(),
      () => this.#removeVolume(),
      () => this.#build(),
    ])();
    if (made) this.count++;
  }

  async #create(): Promise<boolean> {
    const name = this.#name('c');
    await this.engine.cli('create', '--name', name, '--init', ...this.#place(), 'busybox', 'sleep', '600');
    return this.#made(this.#containers, name);
  }

  async #run(): Promise<boolean> {
    const name = this.#name('c');
    await this.engine.cli('run', '-d', '--name', name, '--init', ...this.#place(), 'busybox', 'sleep', '600');
    return this.#made(this.#containers, name);
  }

  async #runToEnd(): Promise<boolean> {
    const name = this.#name('c');
    const status = Math.floor(this.random() * 5);
    await this.engine.cli('run', '--name', name, 'busybox', 'sh', '-c', `exit ${status}`).catch(() => undefined);
    return this.#made(this.#containers, name);
  }

  async #rename(): Promise<boolean> {
    const at = this.#index(this.#containers);
    if (at < 0) return false;
    const name = this.#name('renamed');
    await this.engine.cli('rename', this.#containers[at] ?? '', name);
    this.#containers[at] = name;
    return true;
  }

  async #remove(): Promise<boolean> {
    if (this.#containers.length < 8) return false;
    const [name = ''] = this.#containers.splice(this.#index(this.#containers), 1);
    await this.engine.cli('rm', '-f', name);
    return true;
  }

  #start = () => this.#toContainer((name) => this.engine.cli('start', name), 'exited', 'created');
  #stop = () => this.#toContainer((name) => this.engine.cli('stop', '-t', '2', name), 'running');
  #pause = () => this.#toContainer((name) => this.engine.cli('pause', name), 'running');
  #limit = () =>
    this.#toContainer(
      (name) => this.engine.cli('update', '--cpu-shares', String(2 + this.#serial++), name),
      'created',
      'exited',
    );

  async #toContainer(act: (name: string) => Promise<unknown>, ...states: readonly string[]): Promise<boolean> {
    const name = this.#oneOf(this.#containers);
    if (name === undefined) return false;
    const state = await this.engine.cli('inspect', '--format', '{{.State.Status}}', name);
    if (!states.includes(state)) return false;
    await act(name);
    return true;
  }

  async #tag(): Promise<boolean> {
    const tag = `foreign:${Math.floor(this.random() * 6)}`;
    await this.engine.cli('tag', this.#oneOf(this.#tags) ?? 'busybox', tag);
    if (!this.#tags.includes(tag)) this.#tags.push(tag);
    return true;
  }

  async #untag(): Promise<boolean> {
    if (this.#tags.length < 3) return false;
    const [tag = ''] = this.#tags.splice(this.#index(this.#tags), 1);
    await this.engine.cli('rmi', '-f', tag);
    return true;
  }

  async #build(): Promise<boolean> {
    const tag = `foreign:${Math.floor(this.random() * 6)}`;
    const context = await this.#context(`FROM busybox\nLABEL n=${this.#serial++}\nRUN echo ${this.#serial} > /n\n`);
    await this.engine.cli('build', '-q', '-t', tag, context);
    if (!this.#tags.includes(tag)) this.#tags.push(tag);
    return true;
  }

  async #context(dockerfile: string): Promise<string> {
    const directory = await mkdtemp(`${this.engine.directory}/context-`);
    await writeFile(`${directory}/Dockerfile`, dockerfile);
    return directory;
  }

  async #makeNetwork(): Promise<boolean> {
    if (this.#networks.length >= 6) return false;
    const name = this.#name('n');
    await this.engine.cli('network', 'create', name);
    return this.#made(this.#networks, name);
  }

  async #connect(): Promise<boolean> {
    const network = this.#oneOf(this.#networks);
    const container = this.#oneOf(this.#containers);
    if (network === undefined || container === undefined) return false;
    return this.#succeeds('network', 'connect', network, container);
  }

  async #disconnect(): Promise<boolean> {
    const network = this.#oneOf(this.#networks);
    const container = this.#oneOf(this.#containers);
    if (network === undefined || container === undefined) return false;
    return this.#succeeds('network', 'disconnect', network, container);
  }

  async #makeVolume(): Promise<boolean> {
    const name = this.#name('v');
    await this.engine.cli('volume', 'create', '--label', `n=${this.#serial}`, name);
    return this.#made(this.#volumes, name);
  }

  async #removeVolume(): Promise<boolean> {
    const [name] = this.#volumes.splice(this.#index(this.#volumes), 1);
    return name !== undefined && this.#succeeds('volume', 'rm', name);
  }

  /** Some of the containers are on a network, with a volume. */
  #place(): readonly string[] {
    const network = this.random() < 0.5 ? this.#oneOf(this.#networks) : undefined;
    const volume = this.random() < 0.3 ? this.#oneOf(this.#volumes) : undefined;
    return [
      ...(network === undefined ? [] : ['--network', network]),
      ...(volume === undefined ? [] : ['-v', `${volume}:/data`]),
    ];
  }

  /** What is not possible just now (not connected, in use) changes nothing. */
  async #succeeds(...args: readonly string[]): Promise<boolean> {
    return this.engine.cli(...args).then(
      () => true,
      () => false,
    );
  }

  #name(kind: string): string {
    return `foreign-${kind}${this.#serial++}`;
  }

  #made(list: string[], name: string): true {
    list.push(name);
    return true;
  }

  #index(list: readonly unknown[]): number {
    return list.length === 0 ? -1 : Math.floor(this.random() * list.length);
  }

  #oneOf(list: readonly string[]): string | undefined {
    return list[this.#index(list)];
  }

  #pick<Item>(items: readonly Item[]): Item {
    return items[this.#index(items)] as Item;
  }
}
