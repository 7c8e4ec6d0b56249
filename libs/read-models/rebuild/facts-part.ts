import { factTypes } from '#domain';
import type { RecordedEvent } from '#event-sourcing';
import type { Database } from '#prisma';
import { FactFold } from '../history/fold-facts.js';
import { loadNumbers } from '../history/load-histories.js';
import type { RecordedFact } from '../history/told-after.js';
import { versionTables } from '../history/version-tables.js';
import { newRows } from '../history/write-changes.js';
import type { NewRows, Part } from './part.js';

/** Builds the tables of facts and of what they tell. */
export class FactsPart implements Part {
  readonly tables = ['entities', 'facts', ...Object.keys(versionTables)];
  readonly types = new Set(factTypes);
  readonly #fold = new FactFold();

  constructor(private readonly database: Database) {}

  async take(events: readonly RecordedEvent[]): Promise<void> {
    const facts = events as readonly RecordedFact[];
    const strangers = this.#fold.strangers(facts);
    if (strangers.length > 0)
      for (const history of await loadNumbers(strangers, this.database)) this.#fold.know(history);
    for (const fact of facts) this.#fold.take(fact);
  }

  settled(): NewRows {
    const { ended, ...others } = this.#fold.changes();
    return newRows({ ...others, versions: ended });
  }

  rest(): NewRows {
    return newRows({ entities: [], facts: [], versions: this.#fold.current() });
  }
}
