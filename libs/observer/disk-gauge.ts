import { randomUUIDv7 } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { diskStream, type DiskEvent, type DiskUse } from '#domain';
import type { HostWatch } from '#engine';
import type { EventStore, RecordedEvent } from '#event-sourcing';

export interface DiskGaugeParts {
  readonly host: string;
  readonly watch: Pick<HostWatch, 'diskUse'>;
  readonly store: Pick<EventStore, 'append'>;
  /** What the log says last. */
  readonly newestDisk: (host: string) => Promise<RecordedEvent | undefined>;
  /** The least time between two measurements; 0: none is made. */
  readonly diskEveryMs: number;
  readonly report: (message: string, error?: unknown) => void;
}

/** An engine that takes longer is left alone until it is due again. */
const longestMs = 120_000;

/** Measures what a host takes of its disk, now and then, and records it when it has changed. It is in nobody's way, and fails by itself. */
export class DiskGauge {
  /** What is recorded last, as text; undefined while the log has not been asked. */
  #recorded: string | undefined;
  #dueAt = 0;
  #failure: string | undefined;

  constructor(private readonly parts: DiskGaugeParts) {}

  /** Measures again and again until the signal aborts. Never rejects. */
  async follow(signal: AbortSignal): Promise<void> {
    if (this.parts.diskEveryMs === 0) return;
    while (!signal.aborted) {
      await this.#tryTo(() => this.#measureWhenDue(signal), signal);
      const waitMs = Math.max(this.#dueAt - Date.now(), 1_000);
      await setTimeout(waitMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Measures once, and records what has changed. */
  async measure(signal: AbortSignal): Promise<void> {
    const { host, watch, store } = this.parts;
    this.#recorded ??= textOf((await this.parts.newestDisk(host))?.data as DiskUse | undefined);
    const use = await watch.diskUse(AbortSignal.any([signal, AbortSignal.timeout(longestMs)]));
    const text = textOf(use);
    if (text === this.#recorded) return;
    const id = randomUUIDv7();
    const event: DiskEvent = { type: 'DiskMeasured', data: { host, ...use } };
    const metadata = { actor: { kind: 'system', name: 'longshore' }, correlationId: id } as const;
    await store.append([{ stream: diskStream(host), events: [{ ...event, id, metadata }] }]);
    this.#recorded = text;
  }

  /** A process that has just begun does not measure what another has measured a moment ago. */
  async #measureWhenDue(signal: AbortSignal): Promise<void> {
    const { host, diskEveryMs, newestDisk } = this.parts;
    if (this.#recorded === undefined) {
      const newest = await newestDisk(host);
      this.#recorded = textOf(newest?.data as DiskUse | undefined);
      this.#dueAt = newest ? Date.parse(newest.time) + diskEveryMs : 0;
    }
    if (Date.now() < this.#dueAt) return;
    this.#dueAt = Date.now() + diskEveryMs;
    await this.measure(signal);
  }

  async #tryTo(work: () => Promise<void>, signal: AbortSignal): Promise<void> {
    try {
      await work();
      this.#failure = undefined;
    } catch (error) {
      if (signal.aborted) return;
      const told = String(error);
      if (told !== this.#failure)
        this.parts.report(`the disk of host ${this.parts.host} was not measured; it is tried again`, error);
      this.#failure = told;
    }
  }
}

function textOf(use: DiskUse | undefined): string {
  if (!use) return '';
  const { images, containers, volumes, buildCache } = use;
  return [images, containers, volumes, buildCache].map(({ bytes, reclaimable }) => `${bytes}/${reclaimable}`).join(' ');
}
