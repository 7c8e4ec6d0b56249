import { setTimeout } from 'node:timers/promises';
import { DomainError } from '#event-sourcing';
import type { Recorder } from './recorder.js';
import type { Sighting } from './sighting.js';

/** What is to be recorded when it is its turn. `done` is told when it is recorded. */
interface Turn {
  readonly sightings: () => Promise<readonly Sighting[]>;
  /** False where one looks only when all before has been recorded. */
  readonly isReady: boolean;
  readonly done?: PromiseWithResolvers<void>;
}

/** A turn whose looks have been answered. */
interface Seen {
  readonly turn: Turn;
  readonly sightings: readonly Sighting[];
}

const longestBatch = 100;
const longestLookMs = 20_000;

/** Has what was seen recorded in the order in which it was seen, some together; what cannot be recorded does not keep the others from it. */
export class Turns {
  readonly #turns: Turn[] = [];
  readonly #closing = Promise.withResolvers<never>();
  #working: Promise<void> | undefined;

  constructor(
    private readonly recorder: Recorder,
    private readonly report: (message: string, error?: unknown) => void,
  ) {
    this.#closing.promise.catch(() => undefined);
  }

  /** How many wait. */
  get waiting(): number {
    return this.#turns.length;
  }

  /** Waits for its turn, and resolves when what was seen then is recorded. */
  take(sightings: Turn['sightings'], { isReady } = { isReady: false }): Promise<void> {
    const done = Promise.withResolvers<void>();
    this.add({ sightings, isReady, done });
    return done.promise;
  }

  add(turn: Turn): void {
    this.#turns.push(turn);
    this.#working ??= this.#recordAll();
  }

  /** Forgets what waits, also for a look; resolves when nothing is being recorded any more. */
  async close(): Promise<void> {
    this.#turns.length = 0;
    this.#closing.reject(new DomainError('unavailable', 'host-unreachable', 'The observer of the host stops.'));
    await this.#working;
  }

  async #recordAll(): Promise<void> {
    while (this.#turns.length > 0) await this.#recordTogether(this.#nextTurns());
    this.#working = undefined; // at once: what is added from here on begins anew
  }

  /** What waits is recorded together, up to one who wants to look first. */
  #nextTurns(): readonly Turn[] {
    const end = this.#turns.findIndex(({ isReady }, index) => !isReady && index > 0);
    return this.#turns.splice(0, Math.min(end < 0 ? this.#turns.length : end, longestBatch));
  }

  async #recordTogether(turns: readonly Turn[]): Promise<void> {
    const seen: Seen[] = [];
    for (const turn of turns) {
      try {
        seen.push({ turn, sightings: await Promise.race([inTime(turn.sightings()), this.#closing.promise]) });
      } catch (error) {
        this.#failed(turn, error);
      }
    }
    await this.#record(seen);
  }

  async #record(seen: readonly Seen[]): Promise<void> {
    try {
      const all = seen.flatMap(({ sightings }) => sightings);
      for (let from = 0; from < all.length; from += longestBatch) {
        await this.recorder.record(all.slice(from, from + longestBatch));
      }
      for (const { turn } of seen) turn.done?.resolve();
    } catch {
      for (const { turn, sightings } of seen) await this.#recordAlone(turn, sightings);
    }
  }

  /** One that cannot be recorded does not keep the others from it. */
  async #recordAlone(turn: Turn, sightings: readonly Sighting[]): Promise<void> {
    try {
      for (const sighting of sightings) await this.recorder.record([sighting]);
      turn.done?.resolve();
    } catch (error) {
      this.#failed(turn, error);
    }
  }

  #failed({ done }: Turn, error: unknown): void {
    if (done) done.reject(error);
    else this.report('what happened on a host was not recorded; the next survey will find it', error);
  }
}

/** A look that is not answered must not keep all others waiting. */
async function inTime<Answer>(looks: Promise<Answer>): Promise<Answer> {
  const ending = new AbortController();
  const late = setTimeout(longestLookMs, undefined, { signal: ending.signal }).then(() => {
    throw new DomainError('unavailable', 'host-unreachable', 'The host does not answer a question; it is asked again.');
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([looks, late]);
  } finally {
    ending.abort();
  }
}
