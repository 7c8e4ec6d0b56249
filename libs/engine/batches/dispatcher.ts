import { setTimeout as sleep } from 'node:timers/promises';
import { hostEvents, isEnded, type RecordedBatchEvent, batchStream } from '#domain';
import { DomainError } from '#event-sourcing';
import { JobLog } from '../job-log.js';
import { BatchBook } from './batch-book.js';
import { bookEvents } from './book-events.js';
import type { DispatcherParts } from './dispatcher-parts.js';
import { Dispatching } from './dispatching.js';

/** How often it looks at what no event tells: the time, and which workers live. */
const tickMs = 500;
const readAtOnce = 16;
/** How often it asks whether the hosts are there, and which images they have. */
const hostsMs = 5_000;
const imagesMs = 60_000;
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
    for await (const events of this.parts.store.subscribe({ after, types: bookEvents, signal: ending })) {
      for (const event of events) book.takeIn(event);
      bell.ring();
    }
    await work;
  }

  async #work(dispatching: Dispatching, bell: Bell, signal: AbortSignal): Promise<void> {
    const first = [
      again(hostsMs, () => dispatching.lookAtPlatforms(), signal),
      again(imagesMs, () => dispatching.lookAtImages(), signal),
    ];
    await Promise.race([Promise.all(first), sleep(platformPatienceMs)]);
    while (!signal.aborted) {
      const rung = bell.next();
      await dispatching.step();
      await Promise.race([rung, sleep(tickMs, undefined, { signal }).catch(() => undefined)]);
    }
  }
}

/** Does a work at once, and again and again until the signal aborts. Resolves when it has been done once. One that fails is done again in its time. */
async function again(everyMs: number, work: () => Promise<void>, signal: AbortSignal): Promise<void> {
  await work().catch(() => undefined);
  const goOn = () => (signal.aborted ? undefined : again(everyMs, work, signal));
  sleep(everyMs, undefined, { signal, ref: false }).then(goOn, () => undefined);
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
