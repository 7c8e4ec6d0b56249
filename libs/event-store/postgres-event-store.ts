import type {
  Appended,
  EventCatalog,
  EventStore,
  ReadAll,
  RecordedEvent,
  StreamAppend,
  Subscribe,
} from '#event-sourcing';
import type { Database } from '#prisma';
import { appendBatch, openBatch } from './append-batch.js';
import type { UnitOutcome } from './append-batch.js';
import { followLog } from './follow-log.js';
import { GroupCommit } from './group-commit.js';
import { isRefused, onLog } from './log-errors.js';
import { LogListener } from './log-listener.js';
import { prepareUnit } from './prepare-unit.js';
import type { Unit } from './prepare-unit.js';
import { raiseEvents } from './raise-events.js';
import { readHead, readIds, readStream, readStretch } from './read-log.js';
import { appended, settleUnit } from './settle-unit.js';

/** What the log needs from its process. */
export interface PostgresEventStoreOptions {
  readonly database: Database;
  /** All types of events that may be recorded. */
  readonly catalog: EventCatalog;
  /** The process's one listener, when a projector shares it. */
  readonly listener?: LogListener;
}

/** The log in Postgres. It retries nothing by itself; events have ids so that the caller can. */
export class PostgresEventStore implements EventStore {
  readonly #database: Database;
  readonly #catalog: EventCatalog;
  readonly #listener: LogListener;
  readonly #commits: GroupCommit<Unit, UnitOutcome>;

  constructor({ database, catalog, listener }: PostgresEventStoreOptions) {
    this.#database = database;
    this.#catalog = catalog;
    this.#listener = listener ?? new LogListener(database);
    const commit = (batch: readonly Unit[]) => onLog(() => appendBatch(database, batch));
    this.#commits = new GroupCommit({ openBatch, commit, isRefused });
  }

  async append(appends: readonly StreamAppend[]): Promise<Appended> {
    const unit = prepareUnit(appends, this.#catalog);
    const outcome = await this.#commits.submit(unit);
    return settleUnit(unit, outcome) ?? this.#recordedBefore(unit);
  }

  async readStream(stream: string): Promise<readonly RecordedEvent[]> {
    return this.#raise(await onLog(() => readStream(this.#database.prisma, stream)));
  }

  async *readAll(read: ReadAll): AsyncGenerator<readonly RecordedEvent[]> {
    const { prisma } = this.#database;
    const through = await this.head();
    const pages = readStretch(prisma, { ...read, through });
    try {
      for (;;) {
        const page = await onLog(() => pages.next());
        if (page.done) return;
        yield this.#raise(page.value);
      }
    } finally {
      await pages.return(undefined);
    }
  }

  head(): Promise<number> {
    return onLog(() => readHead(this.#database.prisma));
  }

  async *subscribe(subscribe: Subscribe): AsyncGenerator<readonly RecordedEvent[]> {
    for await (const events of followLog(this.#database.prisma, this.#listener, subscribe)) yield this.#raise(events);
  }

  #raise(events: readonly RecordedEvent[]): readonly RecordedEvent[] {
    return raiseEvents(events, this.#catalog);
  }

  /** A repeated append is answered like the first one. */
  async #recordedBefore({ events }: Unit): Promise<Appended> {
    const ids = events.map(({ id }) => id);
    const found = this.#raise(await onLog(() => readIds(this.#database.prisma, ids)));
    const byId = new Map(found.map((event) => [event.id, event]));
    return appended(ids.flatMap((id) => byId.get(id) ?? []));
  }
}
