import { setImmediate as endOfTurn } from 'node:timers/promises';
import type { RecordedEvent } from '#event-sourcing';
import type { Database } from '#prisma';
import type { Client } from 'pg';
import { AuditPart } from './audit-part.js';
import { ContentsPart } from './contents-part.js';
import { copyRows, RowsToCopy } from './copy-rows.js';
import { FactsPart } from './facts-part.js';
import { JobsPart } from './jobs-part.js';
import type { NewRows, Part } from './part.js';

/** So many pages may be on their way at once. */
const pagesAhead = 4;

/** All read models, in two halves: one is given its indexes while the other is filled. The first one's take longer. */
export const halves: readonly ((database: Database) => readonly Part[])[] = [
  (database) => [new ContentsPart(), new FactsPart(database)],
  (database) => [new AuditPart(), new JobsPart(database)],
];

/**
 * Fills empty read models with what the whole log tells, from its first event on. It keeps in mind what may still change and writes each
 * row once, so the tables need no index meanwhile.
 */
export class ReadModelsBuilder implements AsyncDisposable {
  #page = new Map<string, RowsToCopy>();
  /** Events that the page was made of. */
  #taken = 0;
  /** Pages on their way, the oldest first; they are written one behind the other. */
  readonly #ahead: Promise<void>[] = [];

  private constructor(
    private readonly parts: readonly Part[],
    private readonly client: Client,
    private readonly pageSize: number,
  ) {}

  /** @param pageSize what so many events tell is written at once */
  static async open(parts: readonly Part[], database: Database, pageSize = 8_000): Promise<ReadModelsBuilder> {
    const client = await database.connect();
    client.on('error', () => undefined); // whoever waits for it is told
    await client.query('set synchronous_commit = off'); // what a crash takes is rebuilt anyway; the exchange waits for the disk
    return new ReadModelsBuilder(parts, client, pageSize);
  }

  /** Takes in the next events, some hundreds. What they tell may be written later, while the ones after them are taken in. */
  async take(events: readonly RecordedEvent[]): Promise<void> {
    for (const part of this.parts) {
      const own = events.filter(({ type }) => part.types.has(type));
      if (own.length > 0) await part.take(own, () => this.#writeAll());
      this.#add(part.settled());
    }
    this.#taken += events.length;
    if (this.#taken >= this.pageSize) await this.#turnPage();
    await endOfTurn(); // what is on its way, to and from the database, gets on
  }

  /** Writes what is left. */
  async finish(): Promise<void> {
    for (const part of this.parts) this.#add(part.rest());
    await this.#writeAll();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client.end();
  }

  #add(tables: NewRows): void {
    for (const [table, rows] of tables) {
      if (rows.length === 0) continue;
      const copy = this.#page.get(table) ?? new RowsToCopy(table);
      copy.add(rows);
      this.#page.set(table, copy);
    }
  }

  /** Pages are on their way while the next ones are folded. */
  async #turnPage(): Promise<void> {
    const rows = [...this.#page.values()];
    this.#page = new Map();
    this.#taken = 0;
    const page = this.#write(rows, this.#ahead.at(-1));
    page.catch(() => undefined); // whoever waits for it is told
    this.#ahead.push(page);
    if (this.#ahead.length > pagesAhead) await this.#ahead.shift();
  }

  /** Resolves when everything so far is written. */
  async #writeAll(): Promise<void> {
    await this.#turnPage();
    await this.#ahead.at(-1);
  }

  async #write(tables: readonly RowsToCopy[], before: Promise<void> | undefined): Promise<void> {
    await before;
    for (const rows of tables) await copyRows(this.client, rows);
  }
}
