import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '#prisma';

const longestDelay = 5_000;

/** Tells when something was appended: one connection that LISTENs for all subscriptions of the process, while there are any. */
export class LogListener {
  #members = 0;
  #leaving = new AbortController();
  /** How often events of a type were appended; `""` counts what may have been of any type. */
  readonly #changes = new Map<string, number>();
  #changed = Promise.withResolvers<void>();

  constructor(private readonly database: Database) {}

  /** How often the log is known to have changed by events of these types. Take it before reading, to wait for later changes after it. */
  changesOf(types: readonly string[] | undefined): number {
    const counted = types === undefined ? [...this.#changes.keys()] : ['', ...types];
    return counted.reduce((sum, type) => sum + (this.#changes.get(type) ?? 0), 0);
  }

  /** Listens until what it returns is called. */
  join(): () => void {
    this.#members++;
    if (this.#members === 1) {
      this.#leaving = new AbortController();
      void this.#listen(this.#leaving.signal);
    }
    return () => {
      this.#members--;
      if (this.#members === 0) this.#leaving.abort();
    };
  }

  /** Waits until `changesOf(types)` is no longer `changes`, or `within` milliseconds have passed, or the signal aborts. */
  async changedSince(
    changes: number,
    types: readonly string[] | undefined,
    within: number,
    signal: AbortSignal,
  ): Promise<void> {
    const over = Promise.withResolvers<void>();
    let isOver = signal.aborted;
    const end = () => {
      isOver = true;
      over.resolve();
    };
    const timer = setTimeout(end, within);
    signal.addEventListener('abort', end);
    while (!isOver && this.changesOf(types) === changes) await Promise.race([this.#changed.promise, over.promise]);
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  }

  /** The payload of a notification names the types; without one it may be any. */
  #notice(payload = ''): void {
    for (const type of payload.split(' ')) this.#changes.set(type, (this.#changes.get(type) ?? 0) + 1);
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  /** Holds a connection until the signal aborts; opens another when it breaks, after longer and longer delays. */
  async #listen(signal: AbortSignal): Promise<void> {
    for (let wait = 50; !signal.aborted; wait = Math.min(wait * 2, longestDelay)) {
      const isHeld = await this.#hold(signal);
      if (isHeld) wait = 50;
      await delay(wait, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Listens on one connection until it ends. Resolves with false when it was never there. */
  async #hold(signal: AbortSignal): Promise<boolean> {
    try {
      await using client = await this.#connect();
      const { promise: ended, resolve: end } = Promise.withResolvers<void>();
      signal.addEventListener('abort', () => end(), { once: true });
      client.connection.on('notification', ({ payload }) => this.#notice(payload));
      client.connection.on('error', () => end());
      client.connection.on('end', () => end());
      if (signal.aborted) return false;
      await client.connection.query('listen events');
      this.#notice(); // whatever came while nobody listened
      await ended;
      return true;
    } catch {
      return false; // subscriptions poll meanwhile
    }
  }

  async #connect() {
    const connection = await this.database.connect();
    connection.on('error', () => undefined);
    return { connection, [Symbol.asyncDispose]: () => connection.end().catch(() => undefined) };
  }
}
