import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { RecordedJobEvent } from '#domain';
import type { RecordedEvent } from '#event-sourcing';
import { keepRunning, type Runtime, type Settings } from '#runtime';
import { FrontDoor } from './engine-api/front-door.js';
import { DoorDirectory } from './identity/door-directory.js';
import { TokenDirectory } from './identity/token-directory.js';
import { RUNTIME, SETTINGS } from './injection-tokens.js';
import { JobEnds } from './job-ends.js';
import { ServingLease } from './serving-lease.js';

/** A door that could not be opened is tried again so often. */
const doorsMs = 2_000;
/** What was served ends within this, or is ended by a worker. */
const lastServedMs = 2_000;

/** What the API reads of the log all the time: tokens, doors, and ends of jobs. */
@Injectable()
export class ApiLifecycle implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #stopping = new AbortController();
  readonly #logger = new Logger('API');
  #following: Promise<unknown> = Promise.resolve();
  #opening: Promise<unknown> = Promise.resolve();

  constructor(
    @Inject(RUNTIME) private readonly runtime: Runtime,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(TokenDirectory) private readonly tokens: TokenDirectory,
    @Inject(DoorDirectory) private readonly doors: DoorDirectory,
    @Inject(JobEnds) private readonly ends: JobEnds,
    @Inject(FrontDoor) private readonly frontDoor: FrontDoor,
    @Inject(ServingLease) private readonly lease: ServingLease,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const after = await this.runtime.store.head();
    await Promise.all([this.tokens.load(), this.doors.load()]);
    if (this.settings.adminToken !== undefined) await this.tokens.ensureAdmin(this.settings.adminToken);
    this.#following = this.#follow(after).catch((error: unknown) =>
      this.#logger.error(`the log cannot be followed: ${String(error)}`),
    );
    await this.#serve();
  }

  /** Opens the doors of the settings, which must open, and those that were added, which are tried again. */
  async #serve(): Promise<void> {
    await this.runtime.answers.listen();
    await this.frontDoor.open();
    this.#opening = keepRunning({
      name: 'opening of doors',
      everyMs: doorsMs,
      work: () => this.frontDoor.follow(this.doors.list()),
      signal: this.#stopping.signal,
      report: (message, error) => this.#logger.error(`${message} ${String(error ?? '')}`),
    });
  }

  /** One reader of the log for all in this process. */
  async #follow(after: number): Promise<void> {
    const types = [...DoorDirectory.types, ...JobEnds.types, ...TokenDirectory.types, 'JobSignalled'];
    for await (const events of this.runtime.store.subscribe({ after, types, signal: this.#stopping.signal })) {
      this.tokens.takeIn(events.filter(({ type }) => TokenDirectory.types.includes(type)));
      this.#followDoors(events);
      this.ends.takeIn(events.filter(({ type }) => JobEnds.types.includes(type)));
      for (const event of events as readonly RecordedJobEvent[])
        if (event.type === 'JobSignalled')
          this.runtime.engine.deliver(event.stream.slice('job-'.length), event.data.signal, event.version);
    }
  }

  #followDoors(events: readonly RecordedEvent[]): void {
    const changes = events.filter(({ type }) => DoorDirectory.types.includes(type));
    if (changes.length === 0) return;
    this.doors.takeIn(changes);
    void this.frontDoor.follow(this.doors.list());
  }

  async onApplicationShutdown(): Promise<void> {
    await this.frontDoor.close();
    // Clients have gone by now; what was served to them is still to be recorded as ended.
    await this.runtime.engine.drain(lastServedMs);
    this.#stopping.abort();
    await Promise.all([this.#following, this.#opening]);
    await this.lease.end();
    await this.runtime.close();
  }
}
