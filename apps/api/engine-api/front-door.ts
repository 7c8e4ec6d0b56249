import { Logger } from '@nestjs/common';
import type { Door } from '#domain';
import type { Engine } from '#engine';
import type { ServingLease } from '../serving-lease.js';
import { type DoorParts, openAdded, openAll, openUrl } from './doors/open-door.js';
import { Serving, type ServingParts } from './serving.js';

export interface FrontDoorParts extends DoorParts {
  readonly engine: Engine;
  readonly lease: ServingLease;
  /** The doors that are open from the start. */
  readonly urls: readonly string[];
  /** The host that they lead to. */
  readonly host: string;
}

/** How a door that was added stands in this process. */
export interface DoorState {
  readonly state: 'open' | 'closed';
  /** Why it is closed. */
  readonly problem?: string;
}

/** The Docker Engine API's ways in: those of the settings, which are one job `serveapi`, and those that were added, which are one each. */
export class FrontDoor {
  readonly #logger = new Logger('Engine API');
  readonly #servings = new Map<string, Serving>();
  readonly #problems = new Map<string, string>();
  /** Ended by a signal: closed until the door is another, or the process starts again. */
  readonly #silenced = new Set<string>();
  #turn: Promise<unknown> = Promise.resolve();
  #isClosing = false;

  constructor(private readonly parts: FrontDoorParts) {}

  /** Opens the doors of the settings. Resolves when all listen. @throws DomainError `door-invalid`, `door-taken` */
  open(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.parts.urls.length > 0 && this.#isMissing(settings)) await this.#start(settings, this.#configured());
    });
  }

  /**
   * Opens and closes, so that those of the settings are open and these and no others. One that cannot be opened is told by `stateOf`, and tried
   * again the next time.
   */
  follow(doors: readonly Door[]): Promise<void> {
    return this.#inTurn(async () => {
      const wanted = new Map(doors.map((door) => [door.id, this.#added(door)]));
      if (this.parts.urls.length > 0) wanted.set(settings, this.#configured());
      for (const key of this.#servings.keys()) if (!wanted.has(key)) await this.#stop(key);
      for (const [key, serving] of wanted) if (this.#isMissing(key)) await this.#try(key, serving);
    });
  }

  stateOf(door: string): DoorState {
    if (this.#servings.has(door)) return { state: 'open' };
    const problem = this.#silenced.has(door) ? 'its job serveapi was ended by a signal' : this.#problems.get(door);
    return { state: 'closed', ...(problem !== undefined && { problem }) };
  }

  /** Where it listens by now, as clients would write it. */
  async listeners(): Promise<readonly string[]> {
    return (await Promise.all([...this.#servings.values()].map((serving) => serving.listeners()))).flat();
  }

  /** Closes all doors, and resolves when their jobs have ended. */
  close(): Promise<void> {
    this.#isClosing = true;
    return this.#inTurn(async () => {
      await Promise.all([...this.#servings.keys()].map((key) => this.#stop(key)));
    });
  }

  #isMissing(key: string): boolean {
    return !this.#isClosing && !this.#servings.has(key) && !this.#silenced.has(key);
  }

  async #try(key: string, serving: ServingParts): Promise<void> {
    try {
      await this.#start(key, serving);
      this.#problems.delete(key);
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      if (this.#problems.get(key) !== problem) this.#logger.error(`a door stays closed: ${problem}`);
      this.#problems.set(key, problem);
    }
  }

  async #start(key: string, parts: ServingParts): Promise<void> {
    await this.parts.lease.hold();
    const serving = await Serving.start(parts);
    this.#servings.set(key, serving);
    this.#logger.log(`open at ${(await serving.listeners()).join(', ')}`);
    const forget = () => {
      if (this.#servings.get(key) !== serving) return;
      this.#servings.delete(key);
      if (serving.wasSignalled) this.#silenced.add(key);
    };
    serving.ended.then(forget, (error: unknown) => {
      this.#logger.error(`serveapi: ${String(error)}`);
      forget();
    });
  }

  async #stop(key: string): Promise<void> {
    const serving = this.#servings.get(key);
    this.#servings.delete(key);
    this.#problems.delete(key);
    await serving?.close().catch((error: unknown) => this.#logger.error(`serveapi: ${String(error)}`));
  }

  #configured(): ServingParts {
    const { engine, host, urls } = this.parts;
    return { engine, host, urls, open: () => openAll(urls.map((url) => () => openUrl(url, host, this.parts))) };
  }

  #added(door: Door): ServingParts {
    const { engine } = this.parts;
    return { engine, host: door.host, urls: [`unix://${door.socket}`], open: () => openAdded(door, this.parts) };
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }
}

/** What the doors of the settings are known by, beside the ids of those that were added. */
const settings = 'settings';
