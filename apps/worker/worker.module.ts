import { type DynamicModule, Inject, Injectable, Logger, Module, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { openRuntime, type Runtime, type Settings } from '#runtime';
import { Worker } from './worker.js';

const RUNTIME = Symbol('Runtime');
const SETTINGS = Symbol('Settings');

/** Starts the worker with the application and stops it with it. */
@Injectable()
class WorkerLifecycle implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger('Worker');
  readonly #worker: Worker;

  constructor(
    @Inject(RUNTIME) private readonly runtime: Runtime,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {
    this.#worker = new Worker(runtime, settings, (message, error) => this.#logger.warn(error === undefined ? message : `${message}: ${String(error)}`));
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.#worker.start();
    this.#logger.log(`worker ${this.settings.worker} serves ${[...this.runtime.hosts.keys()].join(', ')}`);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#worker.stop();
    await this.runtime.close();
    this.#logger.log('stopped');
  }
}

@Module({})
export class WorkerModule {
  static forSettings(settings: Settings): DynamicModule {
    return {
      module: WorkerModule,
      providers: [
        { provide: SETTINGS, useValue: settings },
        { provide: RUNTIME, useFactory: () => openRuntime(settings) },
        WorkerLifecycle,
      ],
    };
  }
}
