import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';

/** What a command of the docker CLI said, and its exit status. */
export interface Said {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The CLI that Debian's docker.io brings, where there is one; else the one on the PATH. */
export const debianCli = existsSync('/usr/bin/docker') ? '/usr/bin/docker' : 'docker';

export interface CliOptions {
  /** Which program; Debian's when left out. */
  readonly program?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
}

/** A stock docker CLI with a configuration of its own, as one user has it. */
export class DockerCli implements AsyncDisposable {
  private constructor(readonly directory: string) {}

  /** @param config what its config.json has */
  static async open(config: object = {}): Promise<DockerCli> {
    const directory = await mkdtemp(join(tmpdir(), 'longshore-cli-'));
    await writeFile(join(directory, 'config.json'), JSON.stringify(config));
    return new DockerCli(directory);
  }

  /** Runs a command to its end. */
  run(args: readonly string[], { program = debianCli, env = {}, stdin }: CliOptions = {}): Promise<Said> {
    return runProgram(program, args, { DOCKER_CONFIG: this.directory, ...env }, stdin);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.directory, { recursive: true });
  }
}

/** Runs a program to its end, without what this process has of Docker's settings. */
export async function runProgram(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  stdin = '',
): Promise<Said> {
  const { DOCKER_HOST: _, DOCKER_CONTEXT: __, DOCKER_CONFIG: ___, DOCKER_CUSTOM_HEADERS: ____, ...own } = process.env;
  const child = spawn(program, args, { env: { ...own, ...env }, stdio: 'pipe', timeout: 45_000 });
  const status = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? -1));
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(stdin);
  const [stdout, stderr] = await Promise.all([buffer(child.stdout), buffer(child.stderr)]);
  return { status: await status, stdout: stdout.toString(), stderr: stderr.toString() };
}
