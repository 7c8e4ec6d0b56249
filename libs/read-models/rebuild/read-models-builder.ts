import type { RecordedEvent } from '#event-sourcing';
import type { Database } from '#prisma';
import type { Client } from 'pg';
import { AuditPart } from './audit-part.js';
import { ContentsPart } from './contents-part.js';
import { copyRows } from './copy-rows.js';
import { FactsPart } from './facts-part.js';
import { JobsPart } from './jobs-part.js';
import type { NewRows, Part } from './part.js';

/**
 * Fills empty read models with what the whole log tells, from its first event on. It keeps in mind what may still change and writes each
 * row once, so the tables need no index meanwhile but their primary keys.
 */
export class ReadModelsBuilder implements AsyncDisposable {
  readonly #parts: readonly Part[];
  #taken = 0;
  #written: Promise<unknown> = Promise.resolve();

  private constructor(
    database: Database,
    private readonly client: Client,
    private readonly pageSize: number,
  ) {
    this.#parts = [new AuditPart(), new ContentsPart(), new FactsPart(database), new JobsPart(database)];
  }

  /** @param pageSize so many events are folded before what they tell is written */
  static async open(database: Database, pageSize = 4_000): Promise<ReadModelsBuilder> {
    const client = await database.connect();
    client.on('error', () => undefined); // whoever waits for it is told
    await client.query('set synchronous_commit = off'); // what a crash takes is rebuilt anyway; the exchange waits for the disk
    return new ReadModelsBuilder(database, client, pageSize);
  }

  /** Takes in the next events. What they tell may be written later, while the ones after them are taken in. */
  async take(events: readonly RecordedEvent[]): Promise<void> {
    for (const part of this.#parts) {
      const own = events.filter(({ type }) => part.types.has(type));
      if (own.length > 0) await part.take(own, this.#written);
    }
    this.#taken += events.length;
    if (this.#taken >= this.pageSize) await this.#turnPage();
  }

  /** Writes what is left. */
  async finish(): Promise<void> {
    await this.#turnPage();
    await this.#written;
    await this.#write(this.#parts.map((part) => part.rest()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client.end();
  }

  /** One page is on its way while the next is folded. */
  async #turnPage(): Promise<void> {
    this.#taken = 0;
    const rows = this.#parts.map((part) => part.settled());
    await this.#written;
    this.#written = this.#write(rows);
    this.#written.catch(() => undefined); // it is awaited with the next page
  }

  async #write(parts: readonly NewRows[]): Promise<void> {
    for (const [table, rows] of parts.flatMap((tables) => [...tables])) await copyRows(this.client, table, rows);
  }
}
