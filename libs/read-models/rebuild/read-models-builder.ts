import { factTypes, type RecordedJobEvent } from '#domain';
import type { RecordedEvent } from '#event-sourcing';
import type { Database } from '#prisma';
import type { Client } from 'pg';
import { auditEventTypes } from '../audit.projection.js';
import { type AuditEvent, AuditFold } from '../audit/audit-fold.js';
import { rowsOf } from '../audit/entry-rows.js';
import { keepContents, type RecordedContent } from '../history/contents.js';
import { FactFold } from '../history/fold-facts.js';
import { loadNumbers } from '../history/load-histories.js';
import type { RecordedFact } from '../history/told-after.js';
import { newRows } from '../history/write-changes.js';
import { jobEventTypes, rowOf } from '../jobs.projection.js';
import { copyRows } from './copy-rows.js';
import { JobFold } from './job-fold.js';
import { takeJobsBack } from './take-jobs-back.js';

/** So many events are folded before what they change is written. */
const pageSize = 4_000;

/**
 * Fills empty read models with what the whole log tells, from its first event on. It keeps in mind what is so now, and writes each row once,
 * when nothing can change it any more: so the tables need no index meanwhile but their primary keys.
 */
export class ReadModelsBuilder implements AsyncDisposable {
  readonly #jobs = new JobFold();
  readonly #audit = new AuditFold();
  readonly #facts = new FactFold();
  readonly #contents: RecordedContent[] = [];
  #taken = 0;
  #written: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly database: Database,
    private readonly client: Client,
  ) {}

  static async open(database: Database): Promise<ReadModelsBuilder> {
    return new ReadModelsBuilder(database, await database.connect());
  }

  /** Takes in the next events. What they change may be written later, while the ones after them are taken in. */
  async take(events: readonly RecordedEvent[]): Promise<void> {
    await this.#takeJobs(events.filter(({ type }) => jobTypes.has(type)) as readonly RecordedJobEvent[]);
    await this.#takeFacts(events.filter(({ type }) => typesOfFacts.has(type)) as readonly RecordedFact[]);
    for (const event of events) if (auditTypes.has(event.type)) this.#audit.take(event as AuditEvent);
    this.#contents.push(...(events.filter(({ type }) => type === 'ContentRecorded') as readonly RecordedContent[]));
    this.#taken += events.length;
    if (this.#taken >= pageSize) await this.#turnPage();
  }

  /** Writes what is left, and what is so now. */
  async finish(): Promise<void> {
    await this.#turnPage();
    await this.#written;
    await copyRows(this.client, 'jobs', this.#jobs.rest().map(rowOf));
    for (const [table, rows] of rowsOf(this.#audit.rest())) await copyRows(this.client, table, rows);
    for (const [table, rows] of newRows({ entities: [], facts: [], versions: this.#facts.current() }))
      await copyRows(this.client, table, rows);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client.end();
  }

  async #takeJobs(events: readonly RecordedJobEvent[]): Promise<void> {
    const strangers = this.#jobs.strangers(events);
    if (strangers.length > 0) {
      await this.#written;
      this.#jobs.know(await takeJobsBack(strangers, this.database));
    }
    for (const event of events) this.#jobs.take(event);
  }

  async #takeFacts(facts: readonly RecordedFact[]): Promise<void> {
    const strangers = this.#facts.strangers(facts);
    if (strangers.length > 0)
      for (const history of await loadNumbers(strangers, this.database)) this.#facts.know(history);
    for (const fact of facts) this.#facts.take(fact);
  }

  /** One page is on its way while the next is folded. */
  async #turnPage(): Promise<void> {
    this.#taken = 0;
    const { ended, ...others } = this.#facts.changes();
    const rows = new Map<string, readonly object[]>(newRows({ ...others, versions: ended }));
    rows.set('jobs', this.#jobs.ended().map(rowOf));
    for (const [table, added] of rowsOf(this.#audit.ended())) rows.set(table, added);
    await this.#written;
    this.#written = this.#write(rows, this.#contents.splice(0));
    this.#written.catch(() => undefined); // it is awaited with the next page
  }

  async #write(tables: ReadonlyMap<string, readonly object[]>, contents: readonly RecordedContent[]): Promise<void> {
    const kept = contents.length > 0 ? keepContents(contents, this.database.prisma) : undefined;
    for (const [table, rows] of tables) await copyRows(this.client, table, rows);
    await kept;
  }
}

const jobTypes = new Set(jobEventTypes);
const auditTypes = new Set(auditEventTypes);
const typesOfFacts = new Set(factTypes);
