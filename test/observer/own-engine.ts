import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Docker from 'dockerode';
import { vi } from 'vitest';

const run = promisify(execFile);

/**
 * A Docker Engine of the test's own, which it may stop and start: in a network namespace of its own, since two engines in one fight over
 * its firewall. It wants root on Linux.
 */
export class OwnEngine implements AsyncDisposable {
  readonly docker: Docker;
  readonly url: string;
  #processes: { readonly containerd: ChildProcess; readonly dockerd: ChildProcess } | undefined;

  private constructor(
    readonly directory: string,
    private readonly namespace: string,
  ) {
    const socketPath = join(directory, 'docker.sock');
    this.url = `unix://${socketPath}`;
    this.docker = new Docker({ socketPath });
  }

  static async start(): Promise<OwnEngine> {
    const directory = await mkdtemp(join(tmpdir(), 'longshore-engine-'));
    const namespace = `ls-${randomBytes(4).toString('hex')}`;
    await run('ip', ['netns', 'add', namespace]);
    const engine = new OwnEngine(directory, namespace);
    await run('nsenter', [engine.#net, 'ip', 'link', 'set', 'lo', 'up']);
    await engine.#start();
    return engine;
  }

  /** Runs the bare docker command line against it. */
  async cli(...args: readonly string[]): Promise<string> {
    const { stdout } = await run('docker', args, {
      env: { ...process.env, DOCKER_HOST: this.url, DOCKER_BUILDKIT: '0' },
    });
    return stdout.trim();
  }

  /** Brings it an image that another engine has. */
  async takeImage(name: string): Promise<void> {
    const archive = join(this.directory, 'image.tar');
    await run('docker', ['save', '-o', archive, name]);
    await this.cli('load', '-i', archive);
  }

  /** Stops it as a service manager would, and starts it again. */
  async restart(): Promise<void> {
    await this.#stop();
    await this.#start();
  }

  /** Kills it as the kernel would; what its containers run goes on without it. */
  async crash(): Promise<void> {
    if (!this.#processes) return;
    await end(this.#processes.dockerd, 'SIGKILL');
    // Where another process has its id by then, it would not start again.
    await rm(join(this.directory, 'pid'), { force: true });
  }

  /** Starts it after a crash; it ends what its containers still run. */
  async startAgain(): Promise<void> {
    if (!this.#processes) return;
    this.#processes = { ...this.#processes, dockerd: this.#startDockerd() };
    await untilAnswers(() => this.docker.ping());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // One that a failed spec has left dead has none to be asked for.
    for (const { Id } of await this.docker.listContainers({ all: true }).catch(() => [])) {
      await this.docker.getContainer(Id).remove({ force: true, v: true });
    }
    await this.#stop();
    // One that was killed has left its mount behind.
    await run('umount', ['--recursive', join(this.directory, 'data')]).catch(() => undefined);
    await run('ip', ['netns', 'del', this.namespace]);
    await rm(this.directory, { recursive: true, force: true });
  }

  get #net(): string {
    return `--net=/var/run/netns/${this.namespace}`;
  }

  async #start(): Promise<void> {
    const at = (name: string) => join(this.directory, name);
    const containerd = start('containerd', [
      '--root',
      at('c-root'),
      '--state',
      at('c-state'),
      '--address',
      at('c.sock'),
    ]);
    await untilAnswers(() => run('ctr', ['--address', at('c.sock'), 'version']));
    this.#processes = { containerd, dockerd: this.#startDockerd() };
    await untilAnswers(() => this.docker.ping());
  }

  #startDockerd(): ChildProcess {
    const at = (name: string) => join(this.directory, name);
    const flags = ['--data-root', at('data'), '--exec-root', at('exec'), '-p', at('pid'), '-H', this.url];
    return start('nsenter', [this.#net, 'dockerd', ...flags, '--containerd', at('c.sock')]);
  }

  async #stop(): Promise<void> {
    if (!this.#processes) return;
    for (const child of [this.#processes.dockerd, this.#processes.containerd]) await end(child, 'SIGTERM');
    this.#processes = undefined;
  }
}

function start(program: string, args: readonly string[]): ChildProcess {
  return spawn(program, args, { stdio: 'ignore' });
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  child.kill(signal);
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

async function untilAnswers(ask: () => Promise<unknown>): Promise<void> {
  await vi.waitFor(ask, { timeout: 30_000, interval: 50 });
}
