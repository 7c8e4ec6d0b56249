import type { EventStore, Projection, Projector } from '#event-sourcing';
import type { Database, Prisma } from '#prisma';
import { readModels } from '../read-models.projection.js';
import type { Part } from './part.js';
import { halves, ReadModelsBuilder } from './read-models-builder.js';
import { clearSpare, type Difference, firstDifference, indexSpare } from './spare-read-models.js';

type Tables = Prisma.TransactionClient;

/** The read models in use, or the spare ones: their database, and what feeds them. */
export interface FedTables {
  readonly database: Database;
  readonly projector: Projector<Tables>;
}

/** What a rebuild needs. */
export interface RebuildParts {
  readonly store: EventStore;
  readonly used: FedTables;
  readonly spare: FedTables;
  /** So many events are folded before what they tell is written. */
  readonly pageSize?: number;
  /** Is told how many events of the log have been taken in. */
  readonly progress?: (events: number) => void;
}

/** The spare read models have a checkpoint of their own. */
const spareReadModels: Projection<Tables> = { ...readModels, name: `${readModels.name}-spare` };

/**
 * Rebuilds the read models from position 0 into the spare schema, while the others are read and fed. It begins anew each time: what a
 * rebuild that was killed has left in the spare schema is cleared. Whoever rebuilds holds the lock for it.
 */
export class Rebuild {
  constructor(private readonly parts: RebuildParts) {}

  /** Fills the spare read models with all that is recorded by now. Resolves with the number of events. */
  async fill(): Promise<number> {
    const { database, projector } = this.parts.spare;
    await this.#clear();
    const position = await this.#build();
    await database.prisma.checkpoint.create({ data: { name: spareReadModels.name, position } });
    return projector.catchUp(spareReadModels);
  }

  /** Exchanges the filled read models with those in use, at one moment for all readers. Resolves with its position. */
  async exchange(): Promise<number> {
    const { used, spare } = this.parts;
    const position = await used.projector.hold(readModels, async (_, tables) => {
      const reached = await spare.projector.catchUp(spareReadModels);
      await tables.$executeRaw`select exchange_read_models()`;
      await tables.checkpoint.update({ where: { name: readModels.name }, data: { position: reached } });
      return reached;
    });
    await this.empty();
    return position;
  }

  /** Compares the filled read models with those in use, as they were at one position. */
  async verify(): Promise<{ readonly position: number; readonly difference: Difference | undefined }> {
    const { used, spare } = this.parts;
    await used.projector.catchUp(readModels); // no less far than the spare ones
    const snapshot = await used.database.connect();
    try {
      const position = await used.projector.hold(readModels, async (reached) => {
        await spare.projector.catchUp(spareReadModels, reached);
        await snapshot.query('begin isolation level repeatable read read only');
        await snapshot.query('select'); // from here on it sees both as they are now
        return reached;
      });
      return { position, difference: await firstDifference(snapshot) };
    } finally {
      await snapshot.end();
    }
  }

  /** Leaves the spare read models as they are between rebuilds. */
  async empty(): Promise<void> {
    await this.#clear();
    await indexSpare(this.parts.spare.database);
  }

  async #clear(): Promise<void> {
    const { database } = this.parts.spare;
    await database.prisma.checkpoint.deleteMany({ where: { name: spareReadModels.name } });
    await clearSpare(database);
  }

  /** Takes in the log up to the end that it has now, once for each half, and resolves with that. */
  async #build(): Promise<number> {
    const { database } = this.parts.spare;
    const end = await this.parts.store.head();
    const indexing: Promise<void>[] = [];
    for (const [turn, partsOf] of halves.entries()) {
      const parts = partsOf(database);
      await this.#fold(parts, end, (position) =>
        this.parts.progress?.(Math.floor((turn * end + position) / halves.length)),
      );
      const tables = parts.flatMap((part) => part.tables);
      indexing.push(indexSpare(database, tables));
      indexing.at(-1)?.catch(() => undefined); // whoever waits for it is told
    }
    await Promise.all(indexing);
    return end;
  }

  async #fold(parts: readonly Part[], end: number, progress: (position: number) => void): Promise<void> {
    const { store, spare, pageSize } = this.parts;
    const types = parts.flatMap((part) => [...part.types]);
    await using builder = await ReadModelsBuilder.open(parts, spare.database, pageSize);
    for await (const events of store.readAll({ after: 0, types })) {
      await builder.take(events.filter(({ position }) => position <= end));
      progress(events.at(-1)?.position ?? end);
    }
    await builder.finish();
  }
}
