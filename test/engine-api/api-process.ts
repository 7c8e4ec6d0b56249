import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Settings } from '#runtime';

const root = new URL('../../', import.meta.url);
const node = ['--conditions=source', '--import', './libs/testing/run-typescript.mjs'];

/** How a process ended. */
export interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

interface Options {
  readonly env?: Readonly<Record<string, string>>;
  /** Paths of sockets and `host:port`: what systemd listens at and hands over. */
  readonly sockets?: readonly string[];
}

/** An API in a process of its own, run from the sources: one that can be killed. */
export class ApiProcess implements AsyncDisposable {
  readonly ended: Promise<End>;
  readonly #lines: string[] = [];
  readonly #ready = Promise.withResolvers<void>();

  private constructor(private readonly child: ChildProcess) {
    this.ended = once(child, 'close').then(([code, signal]) => ({ code, signal }));
    for (const stream of [child.stdout, child.stderr])
      if (stream) createInterface(stream).on('line', (line) => this.#take(line));
    this.#ready.promise.catch(() => undefined);
    void this.ended.then(() => this.#ready.reject(new Error(`the API ended before it was ready:\n${this.log}`)));
  }

  /** Starts it, whether or not it will come to listen. */
  static launch(settings: Settings, { env = {}, sockets }: Options = {}): ApiProcess {
    const program = [...node, 'apps/api/main.ts'];
    const activated = ['test/engine-api/activate.mjs', ...(sockets ?? []), '--', process.execPath, ...program];
    const child = spawn(process.execPath, sockets ? activated : program, {
      cwd: root,
      env: { ...process.env, ...environmentOf(settings), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // With what it runs, it is told to end as one.
      detached: true,
    });
    return new ApiProcess(child);
  }

  /** Starts it and resolves when its doors are open. */
  static async start(settings: Settings, options: Options = {}): Promise<ApiProcess> {
    const api = ApiProcess.launch(settings, options);
    await api.#ready.promise;
    return api;
  }

  /** Where its REST listens. */
  get url(): string {
    return /listening on (http[^"\s]+)/.exec(this.log)?.[1] ?? '';
  }

  /** What it wrote, but for its routes. */
  get log(): string {
    return this.#lines.join('\n');
  }

  /** Kills it as a crash or the kernel would; resolves when it is gone. */
  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.ended;
  }

  signal(signal: NodeJS.Signals): void {
    const { pid, exitCode, signalCode } = this.child;
    if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, signal);
  }

  #take(line: string): void {
    if (/RouterExplorer|RoutesResolver|InstanceLoader/.test(line)) return;
    this.#lines.push(line);
    if (line.includes('listening on')) this.#ready.resolve();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }
}

function environmentOf(settings: Settings): Record<string, string> {
  return {
    DATABASE_URL: settings.databaseUrl,
    REDIS_URL: settings.redisUrl,
    LONGSHORE_SECRET_KEY: settings.secretKey,
    LONGSHORE_QUEUE_PREFIX: settings.queuePrefix,
    LONGSHORE_HOSTS: [...settings.hosts].map(([name, url]) => `${name}=${url}`).join(','),
    LONGSHORE_PORT: '0',
  };
}
