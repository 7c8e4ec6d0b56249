import type { ContainerSpec } from '#domain';
import type { Output, WorkIo } from './output.js';

/** A container as a host knows it. */
export interface HostContainer {
  /** 64 hexadecimal digits. */
  readonly id: string;
  /** Without the leading slash. */
  readonly name: string;
  /** The image's id. */
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
  /** `created`, `running`, `paused`, `restarting`, `removing`, `exited` or `dead`. */
  readonly state: string;
  readonly running: boolean;
  /** 0 while it has not ended. */
  readonly exitCode: number;
  readonly oomKilled: boolean;
  /** RFC 3339. */
  readonly createdAt: string;
  /** RFC 3339 with nanoseconds, absent while it has not started. */
  readonly startedAt?: string;
  /** RFC 3339 with nanoseconds, absent while it has not ended. */
  readonly finishedAt?: string;
  readonly tty: boolean;
  readonly networkMode: string;
  /** By network name. */
  readonly networks: Readonly<
    Record<string, { readonly network: string; readonly ipv4?: string; readonly aliases: readonly string[] }>
  >;
  /** The names of the volumes that it mounts. */
  readonly volumes: readonly string[];
  /** Published ports, e.g. `{ container: 80, protocol: 'tcp', ip: '0.0.0.0', host: 8080 }`. */
  readonly ports: readonly {
    readonly container: number;
    readonly protocol: string;
    readonly ip: string;
    readonly host: number;
  }[];
}

export interface ExecSpec {
  readonly container: string;
  readonly cmd: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly user?: string;
  readonly workdir?: string;
  readonly tty: boolean;
  /** Whether it reads what is written to it. */
  readonly stdin?: boolean;
}

/** What is known of an exec. `exitCode` is absent until it has ended. */
export interface HostExec {
  readonly id: string;
  readonly running: boolean;
  readonly exitCode?: number;
}

/** Runs containers and processes in them (the seed's Execdriver). `id` is always a full id or a name. Errors as GraphDriver's. */
export interface ExecDriver {
  /** Creates, does not start. `env` is the container's environment. A taken name rejects with `host-conflict`. */
  createContainer(
    spec: ContainerSpec & { readonly name: string },
    env: Readonly<Record<string, string>>,
  ): Promise<{ readonly container: string; readonly warnings: readonly string[] }>;
  /** Undefined when there is no such container. */
  inspectContainer(ref: string): Promise<HostContainer | undefined>;
  /** All containers, stopped ones too. `label`: `key` or `key=value`. Only id, name, image, labels, state, networks and volumes are exact here; use inspect for the rest. */
  listContainers(filter?: { readonly label?: string }): Promise<readonly HostContainer[]>;
  /** Bytes that a container has written to its own layer; undefined when there is no such container. */
  measureContainer(id: string): Promise<number | undefined>;
  /** Starting a running container changes nothing. */
  startContainer(id: string): Promise<void>;
  /** Sends the container's stop signal (or `signal`), then KILL after `seconds`. Stopping a stopped one changes nothing. */
  stopContainer(id: string, options: { readonly seconds?: number; readonly signal?: string }): Promise<void>;
  restartContainer(id: string, options: { readonly seconds?: number }): Promise<void>;
  /** `signal`: a name without `SIG`, or a number. A container that does not run rejects with `host-conflict`. */
  killContainer(id: string, signal: string): Promise<void>;
  removeContainer(id: string, options: { readonly force: boolean; readonly volumes: boolean }): Promise<void>;
  /** Resolves with the exit status when the container has ended; at once when it is not running and has been started before. */
  waitContainer(id: string, signal: AbortSignal): Promise<{ readonly status: number }>;
  /**
   * Attaches to stdout and stderr. Resolves when the connection stands, before the container is started, so that no byte is lost;
   * `ended` resolves when the container's output has ended, and rejects with the signal's reason on an abort.
   * `known` spares the question to the host whether it has a terminal.
   */
  attachContainer(
    id: string,
    io: WorkIo,
    known?: { readonly tty: boolean },
  ): Promise<{ readonly ended: Promise<void> }>;
  /** Writes all output so far, and with `follow` what comes until the container ends. */
  readLogs(id: string, options: { readonly follow: boolean }, io: WorkIo): Promise<void>;

  createExec(exec: ExecSpec): Promise<{ readonly exec: string }>;
  /** Starts and resolves when its output has ended. An abort lets go: the process runs on. A second start rejects with `host-conflict`. */
  startExec(id: string, options: { readonly tty: boolean }, io: WorkIo): Promise<void>;
  /** Undefined when the host has forgotten it (its container stopped). */
  inspectExec(id: string): Promise<HostExec | undefined>;
  /** Runs a short command in a container to its end and resolves with its status. For Longshore's own needs. */
  execToEnd(exec: ExecSpec, output?: Output): Promise<{ readonly status: number }>;
}
