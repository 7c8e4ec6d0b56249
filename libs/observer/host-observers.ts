import { setTimeout } from 'node:timers/promises';
import type { Job, JobExit } from '#domain';
import type { Hosts, Observers, SecretStore } from '#engine';
import type { EventStore, RecordedEvent } from '#event-sourcing';
import { DiskGauge } from './disk-gauge.js';
import { JobsInFlight, type Unended } from './jobs-in-flight.js';
import { HostMemory } from './memory.js';
import { HostObserver } from './observer.js';
import { touchedBy } from './touched.js';

/** What the observers of all hosts stand on. */
export interface HostObserversParts {
  readonly hosts: Hosts;
  readonly store: EventStore;
  readonly secrets: SecretStore;
  /** The jobs that have not ended. */
  readonly unended: () => Promise<Unended>;
  /** The newest fact of each thing that is there on a host, as the log has it. */
  readonly newest: (host: string) => Promise<readonly RecordedEvent[]>;
  readonly report: (message: string, error?: unknown) => void;
  /** What the log says last of a host's disk. */
  readonly newestDisk: (host: string) => Promise<RecordedEvent | undefined>;
  /** How long after a measurement of a host's disk the next one comes, at the least; 0: none is made. */
  readonly diskEveryMs: number;
}

/** A job's end waits so long for what it did to be recorded; the observer goes on with it. */
const patienceMs = 5_000;

/** The observers of the hosts that this process can reach, by name. */
export class HostObservers implements Observers {
  readonly #observers: ReadonlyMap<string, HostObserver>;

  constructor(private readonly parts: HostObserversParts) {
    const { hosts, store, unended } = parts;
    const jobs = new JobsInFlight(store, unended);
    this.#observers = new Map(
      [...hosts].flatMap(([name, { watch }]) =>
        watch
          ? [
              [
                name,
                new HostObserver({
                  ...parts,
                  watch,
                  jobs,
                  memory: new HostMemory(name, store),
                  gauge: new DiskGauge({ ...parts, host: name, watch }),
                }),
              ],
            ]
          : [],
      ),
    );
  }

  /** The names of the hosts that can be observed. */
  get hosts(): readonly string[] {
    return [...this.#observers.keys()];
  }

  /** Follows a host until the connection breaks or the signal aborts; rejects in both cases. */
  async follow(host: string, signal: AbortSignal): Promise<void> {
    await this.#observers.get(host)?.follow(signal);
  }

  /** Lets go of all hosts. To be called when nobody follows them any more. */
  async close(): Promise<void> {
    await Promise.all([...this.#observers.values()].map((observer) => observer.close()));
  }

  async settle(job: Job, exit: JobExit, images: readonly string[]): Promise<boolean> {
    const observer = this.#observers.get(job.host);
    if (!observer) return true;
    const settled = observer.settle(job, touchedBy(job, exit, images)).then(
      () => true,
      (error: unknown) => {
        this.parts.report(`what job ${job.id} did is recorded later than its end`, error);
        return false;
      },
    );
    const patience = new AbortController();
    const late = setTimeout(patienceMs, false, { signal: patience.signal }).catch(() => false);
    const isSettled = await Promise.race([settled, late]);
    patience.abort();
    return isSettled;
  }
}
