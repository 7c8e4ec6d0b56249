import { parseArgs } from 'node:util';
import { eventCatalog } from '#domain';
import { DomainError } from '#event-sourcing';
import { PostgresEventStore, PostgresProjector } from '#event-store';
import { type Database, openDatabase } from '#prisma';
import { type FedTables, lockForRebuild, Rebuild, type RebuildLock } from '#read-models';

/** What is said meanwhile comes at most so often. */
const everyMs = 2_000;

/** What `longshore rebuild` is told. */
interface Wish {
  /** False: only to prove that the read models are what a rebuild makes of the log. */
  readonly isForUse: boolean;
}

/**
 * `longshore rebuild [--verify]`: rebuilds the read models of the database in DATABASE_URL from the log, says how it gets on, and answers with
 * the exit status. The API and the workers may go on meanwhile.
 */
export async function rebuild(args: readonly string[], url = process.env['DATABASE_URL']): Promise<number> {
  if (url === undefined) throw new Error('DATABASE_URL is not set: run ./longshore up, or source .longshore/env.');
  const { values } = parseArgs({ args: [...args], options: { verify: { type: 'boolean', default: false } } });
  const [used, spare] = [fedTables(url, 'read_models'), fedTables(url, 'read_models_spare')];
  try {
    await using lock = await lockForRebuild(used.database);
    return await rebuildUnder(lock, used, spare, { isForUse: !values.verify });
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    console.error(error.message);
    return 1;
  } finally {
    await Promise.all([used.database.close(), spare.database.close()]);
  }
}

async function rebuildUnder(lock: RebuildLock, used: FedTables, spare: FedTables, { isForUse }: Wish): Promise<number> {
  const store = new PostgresEventStore({ database: spare.database, catalog: eventCatalog });
  const clock = new Clock(await store.head());
  const work = new Rebuild({ store, used, spare, progress: (events) => clock.tell(events) });
  const events = await work.fill();
  await lock.confirm();
  return isForUse ? exchange(work, () => clock.rateOf(events)) : verify(work, clock.rateOf(events));
}

async function exchange(work: Rebuild, rate: () => string): Promise<number> {
  const position = await work.exchange();
  console.log(`rebuilt from ${rate()}; in use from position ${count(position)} on`);
  return 0;
}

async function verify(work: Rebuild, rate: string): Promise<number> {
  const { position, difference } = await work.verify();
  await work.empty();
  if (difference === undefined) {
    console.log(`ok: at position ${count(position)} the read models are what a rebuild makes of the log, from ${rate}`);
    return 0;
  }
  const { table, schema, row } = difference;
  const owner = schema === 'read_models' ? 'the read models alone have' : 'a rebuild alone makes';
  console.log(`at position ${count(position)} ${owner} this row of ${table}: ${JSON.stringify(row)}`);
  return 1;
}

/** Tells now and then how far the rebuild is, and at last how fast it was. */
class Clock {
  readonly #start = performance.now();
  #told = performance.now();

  constructor(private readonly head: number) {}

  tell(events: number): void {
    if (performance.now() < this.#told + everyMs) return;
    this.#told = performance.now();
    console.log(`${this.rateOf(events)} of ${count(this.head)} …`);
  }

  rateOf(events: number): string {
    const seconds = (performance.now() - this.#start) / 1_000;
    return `${count(events)} events in ${seconds.toFixed(1)} s (${count(Math.round(events / seconds))}/s)`;
  }
}

function count(number: number): string {
  return number.toLocaleString('en');
}

function fedTables(url: string, schema: 'read_models' | 'read_models_spare'): FedTables {
  const database: Database = openDatabase(url, { readModels: schema, applicationName: 'longshore rebuild' });
  return { database, projector: new PostgresProjector({ database, catalog: eventCatalog }) };
}

if (import.meta.main) process.exitCode = await rebuild(process.argv.slice(2));
