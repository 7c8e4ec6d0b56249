import { setTimeout as delay } from 'node:timers/promises';
import { type ContainerSpec, parsePortMapping } from '#domain';
import type { ExecDriver, ExecSpec, HostContainer, HostExec, Output, WorkIo } from '#engine';
import { FakeContainer } from './fake-container.js';
import { conflict, notFound } from './fake-errors.js';
import { FakeExec } from './fake-exec.js';
import { hasLabel } from './fake-labels.js';
import { isOwnNetwork, joinNetwork } from './fake-network-driver.js';
import type { FakeState } from './fake-state.js';

const silent: Output = { write: async () => {} };

/** Containers of a fake host. Their commands are run by the fake shell. */
export class FakeExecDriver implements ExecDriver {
  readonly #execs = new Map<string, FakeExec>();
  #nextPort = 49_153;

  constructor(
    private readonly state: FakeState,
    private readonly instant: boolean,
  ) {}

  async createContainer(
    spec: ContainerSpec & { readonly name: string },
    env: Readonly<Record<string, string>>,
  ): Promise<{ readonly container: string; readonly warnings: readonly string[] }> {
    const holder = this.state.findContainer(spec.name);
    if (holder) throw conflict(`The container name "/${spec.name}" is already in use by container "${holder.id}".`);
    const image = this.state.image(spec.image);
    const container = new FakeContainer(spec, image, { ...image.env, ...env }, this.#publish(spec.ports), this.instant);
    if (isOwnNetwork(spec.network)) joinNetwork(this.state, spec.network, container, { aliases: spec.aliases });
    for (const volume of spec.volumes) this.#useVolume(volume);
    this.state.containers.set(container.id, container);
    return { container: container.id, warnings: [] };
  }

  async inspectContainer(ref: string): Promise<HostContainer | undefined> {
    return this.state.findContainer(ref)?.describe();
  }

  async listContainers(filter?: { readonly label?: string }): Promise<readonly HostContainer[]> {
    const all = [...this.state.containers.values()].map((container) => container.describe());
    return all.filter((container) => hasLabel(container.labels, filter?.label));
  }

  /** Its commands write no files. */
  async measureContainer(id: string): Promise<number | undefined> {
    return this.state.findContainer(id) && 0;
  }

  async startContainer(id: string): Promise<void> {
    this.state.container(id).start();
  }

  async stopContainer(id: string, options: { readonly seconds?: number; readonly signal?: string }): Promise<void> {
    const container = this.state.container(id);
    if (!container.running) return;
    const ended = container.nextExit;
    container.kill(options.signal ?? container.spec.stopSignal ?? 'TERM');
    const patience = new AbortController();
    const milliseconds = this.instant ? 0 : (options.seconds ?? 10) * 1_000;
    await Promise.race([ended, delay(milliseconds, undefined, { signal: patience.signal })]);
    patience.abort();
    container.kill('KILL');
    await ended;
  }

  async restartContainer(id: string, options: { readonly seconds?: number }): Promise<void> {
    await this.stopContainer(id, options);
    this.state.container(id).start();
  }

  async killContainer(id: string, signal: string): Promise<void> {
    const container = this.state.container(id);
    if (!container.running) throw conflict(`Cannot kill container: ${id}: Container ${container.id} is not running`);
    container.kill(signal);
  }

  async removeContainer(id: string, options: { readonly force: boolean; readonly volumes: boolean }): Promise<void> {
    const container = this.state.container(id);
    if (container.running && !options.force)
      throw conflict(`You cannot remove a running container ${container.id}. Stop it first or force removal`);
    const ended = container.running ? container.nextExit : undefined;
    container.kill('KILL');
    await ended;
    this.state.containers.delete(container.id);
  }

  async waitContainer(id: string, signal: AbortSignal): Promise<{ readonly status: number }> {
    signal.throwIfAborted();
    const aborted = Promise.withResolvers<never>();
    const onAbort = (): void => aborted.reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      return { status: await Promise.race([this.state.container(id).exit(), aborted.promise]) };
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  async attachContainer(id: string, io: WorkIo): Promise<{ readonly ended: Promise<void> }> {
    const container = this.state.container(id);
    const ended = container.output.copy(io, container.output.length, container.nextExit);
    ended.catch(() => {});
    return { ended };
  }

  async readLogs(id: string, options: { readonly follow: boolean }, io: WorkIo): Promise<void> {
    const container = this.state.container(id);
    await container.output.copy(io, 0, options.follow && container.running ? container.nextExit : undefined);
  }

  async createExec(exec: ExecSpec): Promise<{ readonly exec: string }> {
    const container = this.state.container(exec.container);
    if (!container.running) throw conflict(`Container ${container.id} is not running`);
    const created = new FakeExec(exec, container, this.instant);
    this.#execs.set(created.id, created);
    return { exec: created.id };
  }

  async startExec(id: string, _options: { readonly tty: boolean }, io: WorkIo): Promise<void> {
    const exec = this.#findExec(id);
    if (!exec) throw notFound(`No such exec instance: ${id}`);
    await exec.start(io);
  }

  async inspectExec(id: string): Promise<HostExec | undefined> {
    return this.#findExec(id)?.describe();
  }

  async execToEnd(exec: ExecSpec, output: Output = silent): Promise<{ readonly status: number }> {
    const { exec: id } = await this.createExec(exec);
    await this.startExec(id, exec, { output, signal: new AbortController().signal });
    const { exitCode } = (await this.inspectExec(id)) ?? {};
    if (exitCode === undefined) throw notFound(`The container of exec ${id} stopped before the exec had ended`);
    return { status: exitCode };
  }

  #findExec(id: string): FakeExec | undefined {
    const exec = this.#execs.get(id);
    return exec?.isForgotten ? undefined : exec;
  }

  #publish(ports: readonly string[]): HostContainer['ports'] {
    return ports.flatMap((text) => {
      const mapping = parsePortMapping(text);
      return mapping ? [{ ip: '0.0.0.0', ...mapping, host: mapping.host ?? this.#nextPort++ }] : [];
    });
  }

  #useVolume(volume: string): void {
    const [name = ''] = volume.split(':');
    if (name.startsWith('/') || this.state.volumes.has(name)) return;
    const createdAt = new Date().toISOString();
    this.state.volumes.set(name, { name, driver: 'local', labels: {}, options: {}, createdAt });
  }
}
