import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { startRest, type Rest } from '../rest/rest.js';
import type { StackOptions } from '../stack.js';

/** What a program said, and how it ended. */
export interface Said {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  /** Bytes for its stdin, which is closed after them; without, it has none. */
  readonly input?: Uint8Array | string;
  readonly env?: Readonly<Record<string, string>>;
  /** Which docker; the first on the PATH when left out. */
  readonly program?: string;
}

/** A stack with a socket of the Docker Engine API in front, whose owner may do everything. */
export interface Door extends Rest {
  /** For DOCKER_HOST. */
  readonly dockerHost: string;
  /** A folder of the test's own. */
  readonly folder: string;
  /** Runs the docker CLI through the door. */
  docker(args: readonly string[], options?: CliOptions): Promise<Said>;
  /** The same past Longshore, at the engine itself. */
  direct(args: readonly string[], options?: CliOptions): Promise<Said>;
}

export async function openDoor(options: StackOptions = {}): Promise<Door> {
  // A path of a socket has 107 bytes at most.
  const folder = await mkdtemp('/tmp/longshore-door-');
  const socket = `unix://${join(folder, 'docker.sock')}`;
  const rest = await startRest({ ...options, settings: { doors: [socket], ...options.settings } });
  return {
    ...rest,
    dockerHost: socket,
    folder,
    docker: (args, cli) =>
      runDocker(args, { ...cli, env: { DOCKER_HOST: socket, DOCKER_CONFIG: folder, ...cli?.env } }),
    direct: (args, cli) => runDocker(args, { ...cli, env: { DOCKER_CONFIG: folder, ...cli?.env } }),
    async stop() {
      await rest.stop();
      await rm(folder, { recursive: true });
    },
  };
}

/** The docker CLIs of this machine, each once: two versions may be there, and all of them must get on with us. */
export function dockerClis(): readonly string[] {
  const found = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'docker'));
  return [...new Set(found.filter((path) => existsSync(path)).map((path) => realpathSync(path)))];
}

export function startDocker(args: readonly string[], { env = {}, program = 'docker' }: CliOptions = {}): ChildProcess {
  return spawn(program, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
}

async function runDocker(args: readonly string[], options: CliOptions): Promise<Said> {
  const child = startDocker(args, options);
  const { stdin, stdout, stderr } = child;
  if (!stdin || !stdout || !stderr) throw new Error('docker has no pipes');
  // A program that ends without reading all of its input breaks the pipe.
  stdin.on('error', () => undefined);
  stdin.end(options.input);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('close', resolve);
    child.once('error', reject);
  });
  const [out, error, status] = await Promise.all([buffer(stdout), buffer(stderr), ended]);
  return { status, stdout: out.toString(), stderr: error.toString() };
}
