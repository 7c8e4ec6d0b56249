import { setTimeout } from 'node:timers/promises';
import type { FactData, Job } from '#domain';
import type { HostEvent, HostWatch } from '#engine';
import { DomainError, type RecordedEvent } from '#event-sourcing';
import type { DiskGauge } from './disk-gauge.js';
import { sightingsOf } from './events.js';
import { lookAt, type Occasion } from './look.js';
import { Recorder } from './recorder.js';
import type { RecorderParts } from './recorder-parts.js';
import type { Sighting } from './sighting.js';
import { survey } from './survey.js';
import { isKnown, type Touched } from './touched.js';
import { Turns } from './turns.js';

/** What an observer stands on. */
export interface ObserverParts extends RecorderParts {
  readonly watch: HostWatch;
  /** The newest fact of each thing that is there, as the log has it. */
  readonly newest: (host: string) => Promise<readonly RecordedEvent[]>;
  readonly report: (message: string, error?: unknown) => void;
  readonly gauge: DiskGauge;
}

const surveyMs = 60_000;
/** The engine tells at once what it remembers; then it is silent, or tells what is new. */
const replayMs = 150;
/** So many events may wait for their turn. If there are more, what they told is found by looking. */
const longestQueue = 20_000;

/** Records what a host does: each change once, in the host's order, with its cause. */
export class HostObserver {
  readonly #recorder: Recorder;
  readonly #turns: Turns;
  readonly #eyes;
  #isFollowing = false;
  #count = 0;
  #newestAt: string | undefined;

  constructor(private readonly parts: ObserverParts) {
    this.#recorder = new Recorder(parts);
    this.#turns = new Turns(this.#recorder, parts.report);
    this.#eyes = {
      watch: parts.watch,
      memory: parts.memory,
      outOfMemory: new Set<string>(),
      places: new Map(),
      running: new Map(),
    };
  }

  /**
   * Follows the host until the connection breaks or the signal aborts; rejects in both cases. One process at a time follows a host: if
   * there are two, each fact is still recorded once.
   */
  async follow(signal: AbortSignal): Promise<void> {
    const { watch, memory, newest, gauge } = this.parts;
    const facts = await newest(memory.host);
    memory.start(facts);
    this.#newestAt = facts.reduce(newestEvent, this.#newestAt);
    const ending = new AbortController();
    const until = AbortSignal.any([signal, ending.signal]);
    const since = this.#newestAt;
    const connectedAt = await this.#compareClocks();
    const events = await watch.events({ signal: until, ...(since !== undefined && { since }) });
    this.#isFollowing = true;
    // Beside the rest, which it neither delays nor ends.
    void gauge.follow(until);
    try {
      await Promise.race([this.#drain(events, since), this.#surveyNowAndThen(until, since && connectedAt)]);
      throw new DomainError('unavailable', 'host-unreachable', `Host "${memory.host}" ended the stream of its events.`);
    } finally {
      this.#isFollowing = false;
      ending.abort();
    }
  }

  /**
   * Sees to it that what a job did is recorded, before its end is: whoever reads then finds both. It gives up when the host does not
   * answer: what the job did will be found when it does.
   */
  async settle(job: Job, touched: readonly Touched[]): Promise<void> {
    if (touched.length > 0) await this.#turns.take(() => this.#lookAfter(job, touched));
  }

  /** Lets go of the host: what is not being recorded by now, another observer will see. */
  async close(): Promise<void> {
    await this.#turns.close();
  }

  /** Who follows the host mostly knows already; who does not asks log and host. */
  async #lookAfter(job: Job, touched: readonly Touched[]): Promise<readonly Sighting[]> {
    const { memory } = this.parts;
    const known = (thing: Touched) => this.#isFollowing && isKnown(thing, job, memory);
    const open = touched.filter((thing) => !known(thing));
    this.#count++;
    // Of a step whose whole id is not known the look itself will tell.
    for (const { kind, id } of open.filter((thing) => !thing.isStep || thing.id.startsWith('sha256:'))) {
      memory.note(kind, id, this.#count);
      if (!this.#isFollowing) await memory.reload(kind, id);
    }
    const occasion = { ...this.#occasion('look'), job: job.id };
    return (await Promise.all(open.map((thing) => lookAt(thing, occasion, this.parts)))).flat();
  }

  async #drain(events: AsyncIterable<HostEvent>, since: string | undefined): Promise<void> {
    for await (const event of events) if (since === undefined || event.at > since) this.#take(event);
  }

  /** Looks begin as the events come, and are recorded in the order in which they came. */
  #take(event: HostEvent): void {
    const { memory } = this.parts;
    this.#count++;
    this.#newestAt = event.at;
    const { container } = event.attributes;
    memory.note(event.kind, event.id, this.#count);
    if (event.kind === 'network' && container !== undefined) memory.note('container', container, this.#count);
    if (this.#turns.waiting > longestQueue) return;
    const seen = sightingsOf(event, this.#occasion('event', event.at), this.#eyes);
    seen.catch(() => undefined);
    this.#turns.add({ sightings: () => seen, isReady: true });
  }

  async #surveyNowAndThen(signal: AbortSignal, replaysUntil: string | undefined): Promise<void> {
    if (replaysUntil !== undefined) await this.#replayed(replaysUntil, signal);
    while (!signal.aborted) {
      await this.#survey();
      await pause(surveyMs, signal);
    }
  }

  /** What the engine remembers tells more than a look, and comes first: until an event is newer than the connection, or none comes. */
  async #replayed(until: string, signal: AbortSignal): Promise<void> {
    for (let seen = -1; seen !== this.#count && !signal.aborted && !isAfter(this.#newestAt, until);) {
      seen = this.#count;
      await pause(replayMs, signal);
    }
  }

  /** Whether something came before or after a job's start is told by two clocks. Resolves with what the host's shows. */
  async #compareClocks(): Promise<string> {
    const { shows, after, before } = await this.parts.watch.clock();
    const within = (before - after) / 2;
    this.#recorder.clock = { ahead: Date.parse(shows) - after - within, within: Math.ceil(within) + 1 };
    return shows;
  }

  async #survey(): Promise<void> {
    await this.#compareClocks();
    const seen = survey(this.#occasion('gap'), this.parts);
    const [bridge] = (await seen).flatMap((sighting) =>
      sighting.kind === 'network' && sighting.now?.name === 'bridge' ? [sighting.now] : [],
    );
    this.#recorder.engineStartedAt = bridge?.createdAt;
    await this.#turns.take(() => seen, { isReady: true });
  }

  #occasion(by: Occasion['by'], at = new Date().toISOString()): Occasion {
    return { at, by, count: this.#count };
  }
}

function newestEvent(newest: string | undefined, { data }: RecordedEvent): string | undefined {
  const { at, seen } = data as FactData;
  return seen === 'event' && (newest === undefined || at > newest) ? at : newest;
}

function isAfter(at: string | undefined, other: string): boolean {
  return at !== undefined && Date.parse(at) > Date.parse(other);
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal }).catch(() => undefined);
}
