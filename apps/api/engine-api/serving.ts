import { exitStatus } from '#domain';
import type { Caller, Engine, JobProcess } from '#engine';
import type { Listener } from './doors/listener.js';

const longshore: Caller = { actor: { kind: 'system', name: 'longshore' }, rights: ['admin'] };

/** What is to be served. */
export interface ServingParts {
  readonly engine: Engine;
  /** The host that it leads to. */
  readonly host: string;
  /** The URLs of its listeners, as the job tells them. */
  readonly urls: readonly string[];
  readonly open: () => Promise<readonly Listener[]>;
}

/** Listeners that are open together, and the job `serveapi` that they are: it runs for as long as they are open. */
export class Serving {
  readonly #opened = Promise.withResolvers<readonly Listener[]>();
  readonly #closing = Promise.withResolvers<void>();
  #wasSignalled = false;
  /** Resolves when the job has ended; rejects when that could not be recorded. */
  readonly ended: Promise<unknown>;

  private constructor(run: (handler: Parameters<Engine['run']>[2]) => Promise<unknown>, open: ServingParts['open']) {
    this.#opened.promise.catch(() => undefined);
    this.ended = run({ run: (process) => this.#serve(process as JobProcess<'serveapi'>, open) });
    const never = new Error('the job serveapi ended before it listened');
    this.ended.then(
      () => this.#opened.reject(never),
      (error: unknown) => this.#opened.reject(error),
    );
  }

  /** Records the job, opens the listeners, and resolves when they listen. @throws DomainError `door-invalid`, `door-taken` */
  static async start({ engine, host, urls, open }: ServingParts): Promise<Serving> {
    const args = { listeners: [...urls] };
    const job = await engine.submit({ caller: longshore, name: 'serveapi', args, host, served: true });
    const serving = new Serving((handler) => engine.run(job.id, job, handler), open);
    try {
      await serving.#opened.promise;
    } catch (error) {
      // Its end is recorded before anybody gives up because of it.
      await serving.ended.catch(() => undefined);
      throw error;
    }
    return serving;
  }

  /** Whether somebody sent the job a signal: then its listeners stay closed. */
  get wasSignalled(): boolean {
    return this.#wasSignalled;
  }

  /** Where it listens. */
  async listeners(): Promise<readonly string[]> {
    return (await this.#opened.promise).map(({ url }) => url);
  }

  /** Closes the listeners; resolves when the job has ended. */
  async close(): Promise<void> {
    this.#closing.resolve();
    await this.ended;
  }

  async #serve(process: JobProcess<'serveapi'>, open: ServingParts['open']) {
    const listeners = await open().catch((error: unknown) => {
      this.#opened.reject(error);
      throw error;
    });
    this.#opened.resolve(listeners);
    process.ending.addEventListener('abort', () => this.#closing.resolve(), { once: true });
    await this.#closing.promise;
    this.#wasSignalled = process.signals.length > 0;
    await Promise.all(listeners.map((listener) => listener.close()));
    process.ending.throwIfAborted();
    return { status: exitStatus.ok };
  }
}
