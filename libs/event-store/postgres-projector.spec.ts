import type { Projection } from '#event-sourcing';
import { openDatabase } from '#prisma';
import type { Prisma } from '#prisma';
import { createDatabase, noteCatalog, noted, tallied } from '#testing';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { PostgresEventStore } from './postgres-event-store.js';
import { PostgresProjector } from './postgres-projector.js';

const throwAway = await createDatabase();
const database = openDatabase(throwAway.url);
const store = new PostgresEventStore({ database, catalog: noteCatalog });
const projector = new PostgresProjector({ database, catalog: noteCatalog });
afterAll(async () => {
  await database.close();
  await throwAway.drop();
});

interface Collecting extends Projection<Prisma.TransactionClient> {
  readonly positions: number[];
}

/** Keeps positions, and writes each down as a checkpoint of its own so that a roll-back shows. */
function collecting(name: string, types?: readonly string[]): Collecting {
  const positions: number[] = [];
  return {
    name,
    types,
    positions,
    async project(events, tables) {
      for (const { position } of events) await tables.checkpoint.create({ data: { name: `${name}-${position}` } });
      positions.push(...events.map(({ position }) => position));
    },
  };
}

const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

describe('PostgresProjector', () => {
  it('feeds what is there, and later only what came since', async () => {
    const projection = collecting('all');
    await store.append([{ stream: 'note-1', events: Array.from({ length: 450 }, (_, n) => noted(`${n}`)) }]);

    expect(await projector.catchUp(projection)).toBe(450);
    await store.append([{ stream: 'note-1', events: [noted('later')] }]);
    expect(await projector.catchUp(projection)).toBe(451);

    expect(projection.positions).toEqual(upTo(451));
  });

  it('passes over types that were not asked for, and remembers that it did', async () => {
    const projection = collecting('tallies', ['Tallied']);
    const { lastPosition } = await store.append([{ stream: 'note-1', events: [tallied('w', 1), noted('after')] }]);

    expect(await projector.catchUp(projection)).toBe(lastPosition);

    expect(projection.positions).toEqual([lastPosition - 1]);
    expect(await database.prisma.checkpoint.findUnique({ where: { name: 'tallies' } })).toMatchObject({
      position: BigInt(lastPosition),
    });
  });

  it('feeds each event once when several catch up at the same time', async () => {
    const projection = collecting('shared');
    const head = await store.head();

    await Promise.all(Array.from({ length: 4 }, () => projector.catchUp(projection)));

    expect(projection.positions).toEqual(upTo(head));
  });

  it('undoes what a projection wrote before it threw, and feeds it the same events again', async () => {
    const projection = collecting('failing');
    const failing: Projection<Prisma.TransactionClient> = {
      name: projection.name,
      async project(events, tables) {
        await projection.project(events, tables);
        projection.positions.length = 0;
        throw new Error('not yet');
      },
    };

    await expect(projector.catchUp(failing)).rejects.toMatchObject({ code: 'projection-failed' });
    await expect(projector.follow(failing, new AbortController().signal)).rejects.toMatchObject({
      code: 'projection-failed',
    });
    const head = await projector.catchUp(projection);

    expect(projection.positions).toEqual(upTo(head));
  });

  it('feeds events as they come, until the signal aborts', async () => {
    const [projection, end] = [collecting('live'), new AbortController()];
    const followed = projector.follow(projection, end.signal);
    await vi.waitFor(() => expect(projection.positions).not.toEqual([]));

    const { lastPosition } = await store.append([{ stream: 'note-1', events: [noted('live')] }]);
    await vi.waitFor(() => expect(projection.positions).toEqual(upTo(lastPosition)));

    end.abort();
    await followed;
  });
});
