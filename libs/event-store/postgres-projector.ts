import { DomainError } from '#event-sourcing';
import type { EventCatalog, Projection, Projector, RecordedEvent } from '#event-sourcing';
import type { Database, Prisma } from '#prisma';
import { pollInterval } from './follow-log.js';
import { isFromDatabase, isUnavailable, onLog } from './log-errors.js';
import { LogListener } from './log-listener.js';
import { raiseEvents } from './raise-events.js';
import { readNext } from './read-log.js';

/** What a projector needs from its process. */
export interface PostgresProjectorOptions {
  readonly database: Database;
  readonly catalog: EventCatalog;
  /** The process's one listener, when an event store shares it. */
  readonly listener?: LogListener;
}

type Tables = Prisma.TransactionClient;

/** At most so many events are taken in at once. */
const pageSize = 200;

/** Milliseconds to wait for a connection, and for a page to be taken in. */
const transactionLimits = { maxWait: 10_000, timeout: 60_000 };

/**
 * Feeds projections whose tables stand in the same database as the log: events, tables and checkpoint are read and written in
 * one transaction, under a lock on the checkpoint's row.
 */
export class PostgresProjector implements Projector<Tables> {
  readonly #database: Database;
  readonly #catalog: EventCatalog;
  readonly #listener: LogListener;

  constructor({ database, catalog, listener }: PostgresProjectorOptions) {
    this.#database = database;
    this.#catalog = catalog;
    this.#listener = listener ?? new LogListener(database);
  }

  async catchUp(projection: Projection<Tables>, end?: number): Promise<number> {
    const { checkpoint, head } = await this.#state(projection);
    const through = end ?? head;
    let position = checkpoint;
    while (position < through) position = await this.#feed(projection, through);
    return position;
  }

  async follow(projection: Projection<Tables>, signal: AbortSignal): Promise<void> {
    const leave = this.#listener.join();
    try {
      while (!signal.aborted) {
        const changes = this.#listener.changesOf(projection.types);
        await this.#catchUpUnlessAway(projection);
        await this.#listener.changedSince(changes, projection.types, pollInterval, signal);
      }
    } finally {
      leave();
    }
  }

  async hold<Result>(
    projection: Projection<Tables>,
    work: (position: number, tables: Tables) => Promise<Result>,
  ): Promise<Result> {
    await this.#state(projection);
    const held = async (tables: Tables) => work(await lockedCheckpoint(projection, tables), tables);
    return this.#database.prisma.$transaction(held, transactionLimits);
  }

  /** A database that is away is waited for; a projection that throws ends it. */
  async #catchUpUnlessAway(projection: Projection<Tables>): Promise<void> {
    try {
      await this.catchUp(projection);
    } catch (error) {
      if (!isUnavailable(error)) throw error;
    }
  }

  /** How far the projection has come, and the log. Makes the checkpoint at the first call. */
  async #state({ name }: Projection<Tables>): Promise<{ readonly checkpoint: number; readonly head: number }> {
    const { prisma } = this.#database;
    const [row] = await onLog(
      () => prisma.$queryRaw<{ readonly checkpoint: bigint | null; readonly head: bigint | null }[]>`
        select (select position from checkpoints where name = ${name}) as checkpoint,
               (select position from events order by position desc limit 1) as head`,
    );
    if (row?.checkpoint === null)
      await onLog(() => prisma.$executeRaw`insert into checkpoints (name) values (${name}) on conflict do nothing`);
    return { checkpoint: Number(row?.checkpoint ?? 0), head: Number(row?.head ?? 0) };
  }

  /** Feeds the next page, and resolves with the position read up to. Others who feed the same projection wait, and then go on behind it. */
  async #feed(projection: Projection<Tables>, through: number): Promise<number> {
    const { name, types } = projection;
    const feed = async (tables: Tables) => {
      const after = await lockedCheckpoint(projection, tables);
      if (after >= through) return after;
      const page = await readNext(tables, { after, through, types }, pageSize);
      const events = raiseEvents([...page.batches()].flat(), this.#catalog);
      if (events.length > 0) await projectOnto(projection, events, tables);
      const position = page.isLast ? through : page.end;
      await tables.$executeRaw`update checkpoints set position = ${position} where name = ${name}`;
      return position;
    };
    return onLog(() => this.#database.prisma.$transaction(feed, transactionLimits));
  }
}

/** How far the projection has come, and nobody brings it further until the transaction ends. */
async function lockedCheckpoint({ name }: Projection<Tables>, tables: Tables): Promise<number> {
  const [checkpoint] = await tables.$queryRaw<{ position: bigint }[]>`
    select position from checkpoints where name = ${name} for update`;
  return Number(checkpoint?.position ?? 0);
}

/** Tells a fault of the projection from one of the database. */
async function projectOnto(
  projection: Projection<Tables>,
  events: readonly RecordedEvent[],
  tables: Tables,
): Promise<void> {
  try {
    await projection.project(events, tables);
  } catch (cause) {
    if (isFromDatabase(cause) || cause instanceof DomainError) throw cause;
    const message = `The projection ${projection.name} failed at position ${events[0]?.position} or later.`;
    throw new DomainError('internal', 'projection-failed', message, { cause });
  }
}
