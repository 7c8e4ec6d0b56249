import { randomBytes } from 'node:crypto';
import type { ContainerSpec } from '#domain';
import type { HostContainer } from '#engine';
import { FakeOutput } from './fake-output.js';
import { FakeProcess } from './fake-process.js';
import type { FakeImage } from './fake-state.js';

/** A container of a fake host. */
export class FakeContainer {
  readonly id = randomBytes(32).toString('hex');
  readonly output: FakeOutput;
  readonly #createdAt = new Date().toISOString();
  /** Of running execs, which end with the container. */
  readonly execs = new Set<FakeProcess>();
  networks: HostContainer['networks'] = {};
  #process: FakeProcess | undefined;
  #state: 'created' | 'exited' | 'running' = 'created';
  #exitCode = 0;
  #startedAt: string | undefined;
  #finishedAt: string | undefined;
  #nextExit = Promise.withResolvers<number>();

  constructor(
    readonly spec: ContainerSpec & { readonly name: string },
    private readonly image: FakeImage,
    readonly env: Readonly<Record<string, string>>,
    private readonly ports: HostContainer['ports'],
    private readonly instant: boolean,
  ) {
    this.output = new FakeOutput(spec.tty);
  }

  get running(): boolean {
    return this.#state === 'running';
  }

  /** Resolves with the status of the exit that comes next. */
  get nextExit(): Promise<number> {
    return this.#nextExit.promise;
  }

  /** Resolves with the status: of the exit that has been, else of the next. */
  async exit(): Promise<number> {
    return this.#state === 'exited' ? this.#exitCode : this.nextExit;
  }

  start(): void {
    if (this.running) return;
    this.#state = 'running';
    this.#startedAt = new Date().toISOString();
    this.#finishedAt = undefined;
    const { env, output, instant } = this;
    this.#process = new FakeProcess({ argv: this.#argv(), env, output, instant, isInit: !this.spec.init });
    void this.#process.ended.then((status) => this.#end(status));
  }

  kill(signal: string): void {
    this.#process?.kill(signal);
  }

  describe(): HostContainer {
    return {
      id: this.id,
      name: this.spec.name,
      image: this.image.id,
      labels: { ...this.image.labels, ...this.spec.labels },
      state: this.#state,
      running: this.running,
      exitCode: this.running ? 0 : this.#exitCode,
      oomKilled: false,
      createdAt: this.#createdAt,
      ...(this.#startedAt !== undefined && { startedAt: this.#startedAt }),
      ...(this.#finishedAt !== undefined && { finishedAt: this.#finishedAt }),
      tty: this.spec.tty,
      networkMode: this.spec.network,
      networks: this.networks,
      volumes: this.spec.volumes.map((volume) => volume.split(':')[0] ?? '').filter((name) => !name.startsWith('/')),
      ports: this.running ? this.ports : [],
    };
  }

  #argv(): readonly string[] {
    const entrypoint = this.spec.entrypoint ?? this.image.entrypoint;
    const cmd = this.spec.cmd ?? (this.spec.entrypoint ? [] : this.image.cmd);
    return [...entrypoint, ...cmd];
  }

  #end(status: number): void {
    for (const exec of this.execs) exec.kill('KILL');
    this.#exitCode = status;
    this.#finishedAt = new Date().toISOString();
    this.#state = 'exited';
    this.#nextExit.resolve(status);
    this.#nextExit = Promise.withResolvers();
  }
}
