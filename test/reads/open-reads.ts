import { eventCatalog } from '#domain';
import type { StreamAppend } from '#event-sourcing';
import { PostgresEventStore, PostgresProjector } from '#event-store';
import { type Database, openDatabase } from '#prisma';
import { type HostReads, openHostReads, readModels } from '#read-models';
import { createDatabase } from '#testing';

/** A log of a spec's own, and what reads it. */
export interface OpenReads extends HostReads {
  readonly database: Database;
  /** Records each append by itself, brings the read models up to them, and resolves with the position after each. */
  tell(...appends: readonly (StreamAppend | readonly StreamAppend[])[]): Promise<readonly number[]>;
  close(): Promise<void>;
}

export async function openReads(): Promise<OpenReads> {
  const throwAway = await createDatabase();
  const database = openDatabase(throwAway.url);
  const store = new PostgresEventStore({ database, catalog: eventCatalog });
  const projector = new PostgresProjector({ database, catalog: eventCatalog });
  return {
    ...openHostReads(database, (events) => events),
    database,
    async tell(...appends) {
      const positions: number[] = [];
      for (const append of appends) positions.push((await store.append([append].flat())).lastPosition);
      await projector.catchUp(readModels);
      return positions;
    },
    async close() {
      await database.close();
      await throwAway.drop();
    },
  };
}
