import { setTimeout as sleep } from 'node:timers/promises';
import { hostEvents, isEnded, type RecordedBatchEvent, batchStream } from '#domain';
import { DomainError, type EventStore } from '#event-sourcing';
import { JobLog } from '../job-log.js';
import type { SecretStore } from '../ports/index.js';
import { BatchBook } from './batch-book.js';
import { Dispatching } from './dispatching.js';

/** What the dispatcher stands on. */
export interface DispatcherParts {
  readonly store: EventStore;
  readonly secrets: SecretStore;
  /** The jobs `batch` that have not ended. */
  readonly unended: () => Promise<readonly string[]>;
  /** How many builds the workers that live run at once, by host. */
  readonly slots: () => Promise<ReadonlyMap<string, number>>;
  readonly labels: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** `os/arch` of the hosts that can be reached. */
  readonly platforms: () => Promise<ReadonlyMap<string, string>>;
  /** The weights of actors; 1 where none is given. */
  readonly shares: ReadonlyMap<string, number>;
}

/** How often it looks at what no event tells: the time, and which workers live. */
const tickMs = 500;
const readAtOnce = 16;
const platformsMs = 60_000;
/** So long it waits for hosts to say what they build for, before it begins without. */
const platformPatienceMs = 2_000;

/** Sees to all batches: which of their builds are next, and what follows from how they end. Of all processes one does so at a time. */
export class Dispatcher {
  readonly #log: JobLog;

  constructor(private readonly parts: DispatcherParts) {
    this.#log = new JobLog(parts.store);
  }

  /** Takes all batches up as the log has them, and sees to them until the signal aborts. */
  async follow(signal: AbortSignal): Promise<void> {
    const failing = new AbortController();
    const ending = AbortSignal.any([signal, failing.signal]);
    const after = await this.parts.store.head();
    const book = new BatchBook();
    await loadBook(this.parts, book);
    const dispatching = new Dispatching(this.parts, this.#log, book);
    const bell = new Bell();
    const work = this.#work(dispatching, bell, ending).finally(() => failing.abort());
    // Met below, when the subscription has ended.
    work.catch(() => undefined);
    for await (const events of this.parts.store.subscribe({ after, types: BatchBook.types, signal: ending })) {
      for (const event of events) book.takeIn(event);
      bell.ring();
    }
    await work;
  }

  async #work(dispatching: Dispatching, bell: Bell, signal: AbortSignal): Promise<void> {
    const look = () => dispatching.lookAtPlatforms().catch(() => undefined);
    const looking = setInterval(() => void look(), platformsMs);
    signal.addEventListener('abort', () => clearInterval(looking));
    await Promise.race([look(), sleep(platformPatienceMs)]);
    while (!signal.aborted) {
      const rung = bell.next();
      await dispatching.step();
      await Promise.race([rung, sleep(tickMs, undefined, { signal }).catch(() => undefined)]);
    }
  }
}

type LoadParts = Pick<DispatcherParts, 'store' | 'unended'>;

/** Reads all batches that have not ended, and what is known of their jobs, into a book. */
export async function loadBook(parts: LoadParts, book: BatchBook): Promise<void> {
  const log = new JobLog(parts.store);
  const types = Object.keys(hostEvents);
  for await (const events of parts.store.readAll({ after: 0, types })) for (const event of events) book.takeIn(event);
  await some(await parts.unended(), async (id) => {
    const [job, events] = await Promise.all([log.load(id), parts.store.readStream(batchStream(id))]);
    if (job && !isEnded(job)) book.add(job, events as readonly RecordedBatchEvent[]);
  });
  book.unknown.clear();
  await some([...book.jobs.keys()], async (id) => {
    const job = await log.load(id);
    if (!job) throw new DomainError('internal', 'job-lost', `Job ${id} of a batch is not in the log.`);
    book.found(job);
  });
}

/** Does a work for each, some at a time. */
async function some(ids: readonly string[], work: (id: string) => Promise<void>): Promise<void> {
  for (let from = 0; from < ids.length; from += readAtOnce)
    await Promise.all(ids.slice(from, from + readAtOnce).map(work));
}

/** Wakes who waits for something new. */
class Bell {
  #next = Promise.withResolvers<void>();

  next(): Promise<void> {
    this.#next = Promise.withResolvers();
    return this.#next.promise;
  }

  ring(): void {
    this.#next.resolve();
  }
}
