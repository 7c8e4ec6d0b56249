import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect } from 'vitest';
import { engine, startRest, type Rest } from '../rest/rest.js';
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
      await clear(rest.name(''));
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

/** With titles that tell their versions: all of them where `./longshore test --clients` runs, else the first, for the sake of time. */
export function dockerClients(programs = process.env['LONGSHORE_CLIENTS'] ? dockerClis() : dockerClis().slice(0, 1)) {
  return programs.map((program) => {
    const said = execFileSync(program, ['--version'], { encoding: 'utf8' });
    return { title: `docker CLI ${/\d+(?:\.\d+)+/.exec(said)?.[0] ?? said}`, program };
  });
}

/** One of the two ways to an engine: through Longshore, or past it. */
export interface Way {
  /** Differs from way to way, and begins with the door's own names. */
  readonly name: string;
  /** Leads programs the way. */
  readonly env: Readonly<Record<string, string>>;
  docker(args: readonly string[], options?: CliOptions): Promise<Said>;
}

/** Does the same past Longshore and then through it. What each tells must be equal; names count as the same. */
export async function expectSame<Told>(door: Door, act: (way: Way) => Promise<Told>): Promise<Told> {
  const name = door.name(randomBytes(3).toString('hex'));
  const tell = async (env: Way['env'], way: string): Promise<Told> => {
    const told = await act({
      name: `${name}-${way}`,
      env,
      docker: (args, cli) => runDocker(args, { ...cli, env: { ...env, ...cli?.env } }),
    });
    return JSON.parse(JSON.stringify(told).replaceAll(`${name}-${way}`, '$N')) as Told;
  };
  const [direct, through] = waysOf(door);
  const expected = await tell(direct, 'direct');
  const told = await tell(through, 'through');
  expect(told).toEqual(expected);
  return told;
}

/** What the environment is past the door, and through it. */
export function waysOf({ folder, dockerHost }: Door): readonly [direct: Way['env'], through: Way['env']] {
  return [{ DOCKER_CONFIG: folder }, { DOCKER_CONFIG: folder, DOCKER_HOST: dockerHost }];
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

/** Removes what was made past the door, too: it is known by its name alone. */
async function clear(name: string): Promise<void> {
  const filters = { name: [name] };
  for (const { Id } of await engine.listContainers({ all: true, filters }))
    await engine.getContainer(Id).remove({ force: true, v: true });
  for (const { Id } of await engine.listNetworks({ filters })) await engine.getNetwork(Id).remove();
  for (const { Name } of (await engine.listVolumes({ filters })).Volumes) await engine.getVolume(Name).remove();
}
