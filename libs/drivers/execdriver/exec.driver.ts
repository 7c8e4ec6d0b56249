import type { ContainerInfo, ContainerInspectInfo } from 'dockerode';
import type { ContainerSpec } from '#domain';
import type { ExecDriver, ExecSpec, HostContainer, HostExec, Output, WorkIo } from '#engine';
import { copyOutput } from '../connection/copy-output.js';
import type { EngineConnection } from '../connection/engine-connection.js';
import { enginePath } from '../connection/engine-path.js';
import { labelFilter } from '../connection/label-filter.js';
import { containerCreateBody } from './container-create-body.js';
import { createExec, execStatus, inspectExec, startExec } from './exec-process.js';
import { fromInspect, fromListing } from './host-container.js';
import { stopWithSignal } from './stop-with-signal.js';
import { waitContainer } from './wait.js';

interface EngineCreated {
  readonly Id: string;
  readonly Warnings?: readonly string[] | null;
}

const silent: Output = { write: async () => {} };

/** Containers and execs of a Docker Engine. */
export class DockerodeExecDriver implements ExecDriver {
  constructor(private readonly engine: EngineConnection) {}

  async createContainer(
    spec: ContainerSpec & { readonly name: string },
    env: Readonly<Record<string, string>>,
  ): Promise<{ readonly container: string; readonly warnings: readonly string[] }> {
    const body = containerCreateBody(spec, env);
    const created = await this.engine.call<EngineCreated>({
      method: 'POST',
      path: '/containers/create',
      query: { name: spec.name },
      body,
    });
    return { container: created.Id, warnings: created.Warnings ?? [] };
  }

  async inspectContainer(ref: string): Promise<HostContainer | undefined> {
    const info = await this.engine.find<ContainerInspectInfo>({
      method: 'GET',
      path: enginePath`/containers/${ref}/json`,
    });
    return info && fromInspect(info);
  }

  async listContainers(filter?: { readonly label?: string }): Promise<readonly HostContainer[]> {
    const query = { all: true, filters: labelFilter(filter) };
    return (await this.engine.call<ContainerInfo[]>({ method: 'GET', path: '/containers/json', query })).map(
      fromListing,
    );
  }

  async measureContainer(id: string): Promise<number | undefined> {
    const info = await this.engine.find<ContainerInspectInfo & { readonly SizeRw?: number }>({
      method: 'GET',
      path: enginePath`/containers/${id}/json`,
      query: { size: true },
    });
    return info && (info.SizeRw ?? 0);
  }

  async startContainer(id: string): Promise<void> {
    await this.engine.call({ method: 'POST', path: enginePath`/containers/${id}/start` });
  }

  async stopContainer(id: string, options: { readonly seconds?: number; readonly signal?: string }): Promise<void> {
    if (options.signal !== undefined) return stopWithSignal(this.engine, id, options.signal, options.seconds);
    await this.engine.call({ method: 'POST', path: enginePath`/containers/${id}/stop`, query: { t: options.seconds } });
  }

  async restartContainer(id: string, options: { readonly seconds?: number }): Promise<void> {
    await this.engine.call({
      method: 'POST',
      path: enginePath`/containers/${id}/restart`,
      query: { t: options.seconds },
    });
  }

  async killContainer(id: string, signal: string): Promise<void> {
    await this.engine.call({ method: 'POST', path: enginePath`/containers/${id}/kill`, query: { signal } });
  }

  async removeContainer(id: string, options: { readonly force: boolean; readonly volumes: boolean }): Promise<void> {
    const query = { force: options.force, v: options.volumes };
    await this.engine.call({ method: 'DELETE', path: enginePath`/containers/${id}`, query });
  }

  async waitContainer(id: string, signal: AbortSignal): Promise<{ readonly status: number }> {
    return waitContainer(this.engine, id, signal);
  }

  async attachContainer(
    id: string,
    io: WorkIo,
    known?: { readonly tty: boolean },
  ): Promise<{ readonly ended: Promise<void> }> {
    const path = enginePath`/containers/${id}/attach`;
    const query = { stream: true, stdout: true, stderr: true };
    const { tty } = known ?? (await this.#terminalOf(id, io.signal));
    const stream = await this.engine.hijack({ method: 'POST', path, query, signal: io.signal });
    const ended = copyOutput(this.engine, stream, { tty }, io);
    // It may fail before its owner comes to await it.
    ended.catch(() => {});
    return { ended };
  }

  async readLogs(id: string, options: { readonly follow: boolean }, io: WorkIo): Promise<void> {
    const path = enginePath`/containers/${id}/logs`;
    const query = { follow: options.follow, stdout: true, stderr: true };
    const terminal = await this.#terminalOf(id, io.signal);
    const response = await this.engine.open({ method: 'GET', path, query, signal: io.signal });
    await copyOutput(this.engine, response, terminal, io);
  }

  async createExec(exec: ExecSpec): Promise<{ readonly exec: string }> {
    return createExec(this.engine, exec);
  }

  async startExec(id: string, options: { readonly tty: boolean }, io: WorkIo): Promise<void> {
    await startExec(this.engine, id, options, io);
  }

  async inspectExec(id: string): Promise<HostExec | undefined> {
    return inspectExec(this.engine, id);
  }

  async execToEnd(exec: ExecSpec, output: Output = silent): Promise<{ readonly status: number }> {
    const created = await createExec(this.engine, exec);
    await startExec(this.engine, created.exec, exec, { output, signal: new AbortController().signal });
    return execStatus(this.engine, created.exec);
  }

  async #terminalOf(id: string, signal: AbortSignal): Promise<{ readonly tty: boolean }> {
    const info = await this.engine.call<ContainerInspectInfo>({
      method: 'GET',
      path: enginePath`/containers/${id}/json`,
      signal,
    });
    return { tty: info.Config.Tty };
  }
}
