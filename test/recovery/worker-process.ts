import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Settings } from '#runtime';

const root = new URL('../../', import.meta.url);

/** How a worker process ended. */
export interface WorkerEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A worker in a process of its own, run from the sources: one that can be killed. */
export class WorkerProcess implements AsyncDisposable {
  readonly ended: Promise<WorkerEnd>;

  private constructor(private readonly child: ChildProcess) {
    this.ended = once(child, 'exit').then(([code, signal]) => ({ code, signal }));
  }

  /** Resolves when it takes jobs. Its host is `engine`, whatever the settings name. */
  static async start(settings: Settings, engine: string, env: Record<string, string> = {}): Promise<WorkerProcess> {
    const program = ['--conditions=source', '--import', './libs/testing/run-typescript.mjs', 'apps/worker/main.ts'];
    const child = spawn(process.execPath, program, {
      cwd: root,
      env: { ...process.env, ...environmentOf(settings), LONGSHORE_HOSTS: `local=${engine}`, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const worker = new WorkerProcess(child);
    await worker.#taken();
    return worker;
  }

  /** Kills it as a crash or the kernel would; resolves when it is gone. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  async #taken(): Promise<void> {
    const { stdout } = this.child;
    if (!stdout) throw new Error('the worker has no output');
    const lines: string[] = [];
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    createInterface(stdout).on('line', (line) => {
      lines.push(line);
      if (process.env['LONGSHORE_TEST_VERBOSE']) console.log(line);
      if (line.includes(' serves ')) resolve();
    });
    void this.ended.then(() => reject(new Error(`the worker ended before it was ready:\n${lines.join('\n')}`)));
    await promise;
  }
}

/** The path of the engine's socket. */
export function enginePath({ hosts }: Pick<Settings, 'hosts'>): string {
  const url = hosts.get('local') ?? '';
  if (url.startsWith('unix://')) return url.slice('unix://'.length);
  throw new Error(`the gate stands before a unix socket, not ${url}: set DOCKER_HOST to one`);
}

function environmentOf(settings: Settings): Record<string, string> {
  return {
    DATABASE_URL: settings.databaseUrl,
    REDIS_URL: settings.redisUrl,
    LONGSHORE_SECRET_KEY: settings.secretKey,
    LONGSHORE_QUEUE_PREFIX: settings.queuePrefix,
    LONGSHORE_DRAIN_SECONDS: String(settings.drainSeconds),
  };
}
