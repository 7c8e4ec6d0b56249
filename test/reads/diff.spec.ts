import { entityKinds } from '#domain';
import { containerOf, factLives, factOfContainer, removalOf } from '#testing';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { all } from './all-pages.js';
import { openReads } from './open-reads.js';
import { liveOn, sorted, thingsIn, type World } from './worlds.js';

const reads = await openReads();
afterAll(() => reads.close());

/** What differs between two worlds: what is told of it, and what each of its fields was and is. */
function differences(from: World, to: World, host: string) {
  return entityKinds.flatMap((kind) => {
    const [earlier, later] = [from, to].map((world) => {
      return new Map(thingsIn(world, kind, host).map((thing) => [String(thing['id'] ?? thing['name']), thing]));
    });
    const ids = new Set([...(earlier?.keys() ?? []), ...(later?.keys() ?? [])]);
    return [...ids].flatMap((id) => {
      const [before, after] = [earlier?.get(id), later?.get(id)];
      if (JSON.stringify(sortedFields(before)) === JSON.stringify(sortedFields(after))) return [];
      const change = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed';
      return [{ kind, id, change, before, after }];
    });
  });
}

const sortedFields = (thing: object | undefined) => Object.entries(thing ?? {}).toSorted();

describe('the differences between two moments', () => {
  it('lead from what was there at the first to what was there at the second', async () => {
    await fc.assert(
      fc.asyncProperty(
        factLives,
        fc.nat(),
        fc.nat(),
        fc.integer({ min: 1, max: 5 }),
        async (lives, one, other, limit) => {
          const { moments, hosts } = await liveOn(reads, lives);
          if (moments.length === 0) return;
          const [from, to] = [one % moments.length, other % moments.length].toSorted((a, b) => a - b);
          const [earlier, later] = [moments[from ?? 0], moments[to ?? 0]];
          if (!earlier || !later) throw new Error('there are moments');
          for (const host of hosts) {
            const told = await all((page) => reads.diffs.list({ host }, { ...page, from: earlier.position }), {
              position: later.position,
              limit,
            });
            const wanted = differences(earlier.world, later.world, host);
            expect(sorted(told.map(({ kind, id, change }) => [kind, id, change]))).toEqual(
              sorted(wanted.map(({ kind, id, change }) => [kind, id, change])),
            );
            for (const { id, changes, causes } of told) {
              const { before, after } = wanted.find((difference) => difference.id === id) ?? {};
              for (const [field, values] of Object.entries(changes)) {
                expect(values).toEqual({ before: before?.[field] ?? null, after: after?.[field] ?? null });
                expect(values.before).not.toEqual(values.after);
              }
              const changed = {
                ...before,
                ...Object.fromEntries(Object.entries(changes).map(([field, each]) => [field, each.after])),
              };
              if (after !== undefined) expect(changed).toEqual(after);
              expect(causes.length).toBeGreaterThan(0);
              for (const { position } of causes) {
                expect(position).toBeGreaterThan(earlier.position);
                expect(position).toBeLessThanOrEqual(later.position);
              }
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('have the newest causes of what changed often, and say that there are more', async () => {
    const container = containerOf({ name: 'restless' });
    const turns = Array.from({ length: 12 }, (_, n) =>
      factOfContainer('ContainerUpdated', { ...container, restart: `on-failure:${n}` }, { host: 'often' }),
    );
    const positions = await reads.tell(factOfContainer('ContainerCreated', container, { host: 'often' }), ...turns);
    const [from = 0, position = 0] = [positions[0], positions.at(-1)];

    const page = await reads.diffs.list({ host: 'often' }, { from, position, limit: 10 });

    expect(page.items).toMatchObject([
      {
        name: 'restless',
        change: 'changed',
        changes: { restart: { before: 'no', after: 'on-failure:11' } },
        hasMoreCauses: true,
      },
    ]);
    expect(page.items[0]?.causes.map((cause) => cause.position)).toEqual(positions.slice(-10).toReversed());
  });

  it('do not tell what came and went in between, nor what changed and changed back', async () => {
    const [host, steady, brief] = [
      'steady',
      containerOf({ name: 'steady', state: 'running' }),
      containerOf({ name: 'brief' }),
    ];
    const positions = await reads.tell(
      factOfContainer('ContainerCreated', steady, { host }),
      factOfContainer('ContainerPaused', { ...steady, state: 'paused' }, { host }),
      factOfContainer('ContainerCreated', brief, { host }),
      factOfContainer('ContainerUnpaused', steady, { host }),
      removalOf('container', brief, { host }),
      factOfContainer('ContainerCreated', containerOf({ name: 'other' }), { host: 'another' }),
    );
    const [from = 0, position = 0] = [positions[0], positions.at(-1)];
    expect(await reads.diffs.list({ host }, { from, position, limit: 10 })).toEqual({ position, items: [] });
  });
});
