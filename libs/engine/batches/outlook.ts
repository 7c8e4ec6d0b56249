import { setTimeout as sleep } from 'node:timers/promises';
import type { Batch, ToldReason } from '#domain';
import { BatchBook } from './batch-book.js';
import { bookEvents } from './book-events.js';
import { loadBook } from './dispatcher.js';
import type { DispatcherParts } from './dispatcher-parts.js';
import { Turns } from './turns.js';
import { type Followed, parallelismOf, whyWait } from './why-wait.js';

const platformsMs = 5_000;
const platformPatienceMs = 2_000;

/** What lies before a batch, as things are. */
export interface Prospect {
  /** Why each build that waits does so, by its name. */
  readonly why: ReadonlyMap<string, ToldReason>;
  /** How many of its builds may run at once. */
  readonly parallelism: number;
}

/** Sees all batches as the dispatcher does, to say why a build waits; it decides nothing. It begins to follow the log when it is first asked. */
export class Outlook {
  readonly #ending = new AbortController();
  #following: Promise<Followed> | undefined;
  #platforms: ReadonlyMap<string, string | undefined> = new Map();
  #platformsAt = -Infinity;

  constructor(private readonly parts: DispatcherParts) {}

  /** What lies before a batch. */
  async look(batch: Batch, now: number): Promise<Prospect> {
    const followed = await this.#followed();
    const [slots] = await Promise.all([this.parts.slots(), this.#lookAtPlatforms(now)]);
    const room = { slots, labels: this.parts.labels, platforms: this.#platforms };
    return { why: whyWait(followed, batch, room, now), parallelism: parallelismOf(followed, batch, slots) };
  }

  async close(): Promise<void> {
    this.#ending.abort();
    await this.#following?.catch(() => undefined);
  }

  /** What could not be read, or followed any longer, is read anew by who asks next. */
  #followed(): Promise<Followed> {
    const lose = () => (this.#following = undefined);
    this.#following ??= this.#follow(lose).catch((error: unknown) => {
      lose();
      throw error;
    });
    return this.#following;
  }

  async #follow(onEnd: () => void): Promise<Followed> {
    const { store, shares } = this.parts;
    const after = await store.head();
    const book = new BatchBook();
    await loadBook(this.parts, book);
    const follow = async () => {
      for await (const events of store.subscribe({ after, types: bookEvents, signal: this.#ending.signal }))
        for (const event of events) book.takeIn(event);
    };
    void follow()
      .catch(() => undefined)
      .finally(onEnd);
    return { book, turns: new Turns(book, shares) };
  }

  /** What hosts build for is known for a while; the first who asks waits for it, and nobody for hosts that are slow to answer. */
  async #lookAtPlatforms(now: number): Promise<void> {
    if (now < this.#platformsAt + platformsMs) return;
    const isFirst = this.#platformsAt === -Infinity;
    this.#platformsAt = now;
    const looking = this.parts
      .platforms()
      .then((platforms) => void (this.#platforms = platforms))
      .catch(() => undefined);
    if (isFirst) await Promise.race([looking, sleep(platformPatienceMs)]);
  }
}
