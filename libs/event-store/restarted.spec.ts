import type { RecordedEvent, StreamAppend } from '#event-sourcing';
import { openDatabase } from '#prisma';
import { createDatabase, migrateTemplate, noteCatalog, PrivateService, tallied } from '#testing';
import { afterAll, expect, it, vi } from 'vitest';
import { LogListener } from './log-listener.js';
import { PostgresEventStore } from './postgres-event-store.js';
import { PostgresProjector } from './postgres-projector.js';
import { verifyChain } from './verify-chain.js';

const server = await PrivateService.start('postgres');
const { url } = await createDatabase((await migrateTemplate(server.url)).url);
const database = openDatabase(url);
afterAll(async () => {
  await database.close();
  await server[Symbol.asyncDispose]();
});

const listener = new LogListener(database);
const store = new PostgresEventStore({ database, catalog: noteCatalog, listener });
const projector = new PostgresProjector({ database, catalog: noteCatalog, listener });
const [writers, tallies] = [8, 150];

/** Repeats what may or may not have been recorded, with the same ids. */
async function appendSurely(append: StreamAppend): Promise<void> {
  const attempt = store.append([append]).then(
    () => 'recorded',
    (error: unknown) => error,
  );
  const outcome = await attempt;
  if (outcome === 'recorded') return;
  expect(outcome).toMatchObject({ kind: 'unavailable', code: 'log-unavailable' });
  await vi.waitFor(() => store.head(), { timeout: 20_000, interval: 20 });
  await appendSurely(append);
}

async function write(writer: string): Promise<void> {
  for (let count = 1; count <= tallies; count++) {
    await appendSurely({ stream: `tally-${writer}`, expectedVersion: count - 1, events: [tallied(writer, count)] });
  }
}

it('loses and repeats nothing when Postgres is restarted, and crashes, amid appends and subscriptions', async () => {
  const end = new AbortController();
  const seen: RecordedEvent[] = [];
  const projected: number[] = [];
  const subscription = (async () => {
    for await (const events of store.subscribe({ after: 0, signal: end.signal })) seen.push(...events);
  })();
  const projection = projector.follow(
    { name: 'seen', project: async (events) => void projected.push(...events.map(({ position }) => position)) },
    end.signal,
  );
  const written = Promise.all(Array.from({ length: writers }, (_, n) => write(`w${n}`)));

  const total = writers * tallies;
  for (const [after, how] of [
    [total / 5, 'orderly'],
    [total / 2, 'crash'],
  ] as const) {
    await vi.waitFor(() => expect(seen.length).toBeGreaterThan(after), { timeout: 30_000, interval: 5 });
    await (how === 'crash' ? server.crash() : server.stop());
    await server.startAgain();
  }
  await written;
  await vi.waitFor(() => expect([seen.length, projected.at(-1)]).toEqual([total, total]), { timeout: 10_000 });
  end.abort();
  await Promise.all([subscription, projection]);

  expect(seen.map(({ position }) => position)).toEqual(Array.from({ length: total }, (_, index) => index + 1));
  expect(new Set(projected).size).toBe(total);
  expect(await verifyChain(database)).toMatchObject({ holds: true, events: total });
});
