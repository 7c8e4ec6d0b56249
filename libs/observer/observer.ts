import { setTimeout } from 'node:timers/promises';
import type { FactData, Job, JobExit } from '#domain';
import type { HostEvent, HostWatch } from '#engine';
import { DomainError, type RecordedEvent } from '#event-sourcing';
import { sightingsOf } from './events.js';
import { lookAt, type Occasion } from './look.js';
import { Recorder } from './recorder.js';
import type { RecorderParts } from './recorder-parts.js';
import type { Sighting } from './sighting.js';
import { survey } from './survey.js';
import { isKnown, type Touched, touchedBy } from './touched.js';

/** What an observer stands on. */
export interface ObserverParts extends RecorderParts {
  readonly watch: HostWatch;
  /** The newest fact of each thing that is there, as the log has it. */
  readonly newest: (host: string) => Promise<readonly RecordedEvent[]>;
  readonly report: (message: string, error?: unknown) => void;
}

/** What is to be recorded when it is its turn. `done` is told when it is recorded. */
interface Turn {
  readonly sightings: () => Promise<readonly Sighting[]>;
  /** False where one looks only when all before has been recorded. */
  readonly isReady: boolean;
  readonly done?: PromiseWithResolvers<void>;
}

const surveyMs = 60_000;
/** The engine tells at once what it remembers; then it is silent, or tells what is new. */
const replayMs = 150;
const longestBatch = 100;
/** So many events may wait for their turn. If there are more, what they told is found by looking. */
const longestQueue = 20_000;

/** Records what a host does: each change once, in the host's order, with its cause. */
export class HostObserver {
  readonly #recorder: Recorder;
  readonly #turns: Turn[] = [];
  readonly #eyes;
  #working: Promise<void> | undefined;
  #isFollowing = false;
  #count = 0;
  #newestAt: string | undefined;

  constructor(private readonly parts: ObserverParts) {
    this.#recorder = new Recorder(parts);
    this.#eyes = { watch: parts.watch, memory: parts.memory, outOfMemory: new Set<string>(), places: new Map() };
  }

  /**
   * Follows the host until the connection breaks or the signal aborts; rejects in both cases. One process at a time follows a host: if
   * there are two, each fact is still recorded once.
   */
  async follow(signal: AbortSignal): Promise<void> {
    const { watch, memory, newest } = this.parts;
    const facts = await newest(memory.host);
    memory.start(facts);
    this.#newestAt ??= facts.reduce<string | undefined>(newestEvent, undefined);
    const ending = new AbortController();
    const until = AbortSignal.any([signal, ending.signal]);
    const since = this.#newestAt;
    const connectedAt = await this.#compareClocks();
    const events = await watch.events({ signal: until, ...(since !== undefined && { since }) });
    this.#isFollowing = true;
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
  async settle(job: Job, exit: JobExit): Promise<void> {
    const touched = touchedBy(job, exit);
    if (touched.length > 0) await this.#takeTurn(() => this.#lookAfter(job, touched));
  }

  /** Lets go of the host: what is not being recorded by now, another observer will see. */
  async close(): Promise<void> {
    this.#turns.length = 0;
    await this.#working;
  }

  /** Who follows the host mostly knows already; who does not asks log and host. */
  async #lookAfter(job: Job, touched: readonly Touched[]): Promise<readonly Sighting[]> {
    const { memory } = this.parts;
    const open = touched.filter((thing) => !this.#isFollowing || !isKnown(thing, job, memory));
    this.#count++;
    for (const { kind, id } of open) {
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
    if (this.#turns.length > longestQueue) return;
    const seen = sightingsOf(event, this.#occasion('event', event.at), this.#eyes);
    seen.catch(() => undefined);
    this.#turns.push({ sightings: () => seen, isReady: true });
    this.#work();
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
    await this.#takeTurn(() => seen, true);
  }

  #occasion(by: Occasion['by'], at = new Date().toISOString()): Occasion {
    return { at, by, count: this.#count };
  }

  async #takeTurn(sightings: Turn['sightings'], isReady = false): Promise<void> {
    const done = Promise.withResolvers<void>();
    this.#turns.push({ sightings, isReady, done });
    this.#work();
    return done.promise;
  }

  #work(): void {
    this.#working ??= this.#recordAll().finally(() => (this.#working = undefined));
  }

  async #recordAll(): Promise<void> {
    while (this.#turns.length > 0) await this.#recordTogether(this.#nextTurns());
  }

  /** What waits is recorded together, up to one who wants to look first. */
  #nextTurns(): readonly Turn[] {
    const end = this.#turns.findIndex(({ isReady }, index) => !isReady && index > 0);
    return this.#turns.splice(0, Math.min(end < 0 ? this.#turns.length : end, longestBatch));
  }

  async #recordTogether(turns: readonly Turn[]): Promise<void> {
    const seen: { readonly turn: Turn; readonly sightings: readonly Sighting[] }[] = [];
    for (const turn of turns) {
      try {
        seen.push({ turn, sightings: await turn.sightings() });
      } catch (error) {
        this.#failed(turn, error);
      }
    }
    try {
      await this.#recorder.record(seen.flatMap(({ sightings }) => sightings));
      for (const { turn } of seen) turn.done?.resolve();
    } catch {
      for (const { turn, sightings } of seen) await this.#recordAlone(turn, sightings);
    }
  }

  /** One that cannot be recorded does not keep the others from it. */
  async #recordAlone(turn: Turn, sightings: readonly Sighting[]): Promise<void> {
    try {
      await this.#recorder.record(sightings);
      turn.done?.resolve();
    } catch (error) {
      this.#failed(turn, error);
    }
  }

  #failed({ done }: Turn, error: unknown): void {
    if (done) done.reject(error);
    else this.parts.report('what happened on a host was not recorded; the next survey will find it', error);
  }
}

function newestEvent(newest: string | undefined, { data }: RecordedEvent): string | undefined {
  const { at, seen } = data as FactData;
  if (seen !== 'event') return newest;
  const told = withAllDigits(at);
  return newest === undefined || told > newest ? told : newest;
}

/** As events have it: engines leave zeros out at the end of other times. */
function withAllDigits(at: string): string {
  const [, seconds = '', digits = ''] = /^(.*?)(?:\.(\d+))?Z$/.exec(at) ?? [];
  return `${seconds}.${digits.padEnd(9, '0')}Z`;
}

function isAfter(at: string | undefined, other: string): boolean {
  return at !== undefined && Date.parse(at) > Date.parse(other);
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal }).catch(() => undefined);
}
