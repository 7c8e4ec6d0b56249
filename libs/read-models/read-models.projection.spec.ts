import { type ContainerSnapshot, eventCatalog, type ImageSnapshot, isUp, type NetworkSnapshot } from '#domain';
import type { RecordedEvent, StreamAppend } from '#event-sourcing';
import { openDatabase } from '#prisma';
import { contentOfImage, createDatabase, detailOf, factLives, factOfImage, imageOf, removalOf } from '#testing';
import { FakeEventStore } from '#testing/fakes';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { readModels } from './read-models.projection.js';

const throwAway = await createDatabase();
const { prisma, close } = openDatabase(throwAway.url);
afterAll(async () => {
  await close();
  await throwAway.drop();
});

const truncated = () => prisma.$executeRaw`
  truncate jobs, entities, facts, contents, layers, container_versions, endpoint_versions, port_versions, mount_versions,
           image_versions, tag_versions, network_versions, volume_versions`;
beforeEach(truncated);

async function logOf(lives: readonly (readonly StreamAppend[])[]): Promise<readonly RecordedEvent[]> {
  const store = new FakeEventStore(eventCatalog);
  for (const appends of lives) await store.append(appends);
  const log: RecordedEvent[] = [];
  for await (const events of store.readAll({ after: 0 })) log.push(...events);
  return log;
}

/** Feeds the log in pages of these sizes, in turns. */
async function feed(log: readonly RecordedEvent[], sizes: readonly number[]): Promise<void> {
  for (let [start, turn] = [0, 0]; start < log.length; turn++) {
    const page = log.slice(start, start + (sizes[turn % sizes.length] ?? 1));
    await prisma.$transaction((transaction) => readModels.project(page, transaction));
    start += page.length;
  }
}

interface Row {
  readonly table: string;
  readonly from: number;
  readonly until: number | null;
  /** What it says, but for when and of which entity. */
  readonly row: Readonly<Record<string, unknown>>;
}

/** All rows of all tables of versions. */
function versions(): Promise<readonly Row[]> {
  return prisma.$queryRaw<readonly Row[]>`
    select "table", lower(valid)::integer as from, upper(valid)::integer as until, row - 'valid' as row
    from (select 'container' as table, valid, to_jsonb(v) as row from container_versions v
          union all select 'endpoint', valid, to_jsonb(v) from endpoint_versions v
          union all select 'image', valid, to_jsonb(v) from image_versions v
          union all select 'mount', valid, to_jsonb(v) from mount_versions v
          union all select 'network', valid, to_jsonb(v) from network_versions v
          union all select 'port', valid, to_jsonb(v) from port_versions v
          union all select 'tag', valid, to_jsonb(v) from tag_versions v
          union all select 'volume', valid, to_jsonb(v) from volume_versions v) as versions`;
}

/** What is so after each event, told by the newest fact of each entity alone. */
function* naiveFold(log: readonly RecordedEvent[]): Generator<readonly string[]> {
  const newest = new Map<string, RecordedEvent>();
  const serials = new Map<string, number>();
  for (const event of log) {
    if (event.type !== 'ContentRecorded') {
      serials.set(event.stream, serials.get(event.stream) ?? event.position);
      newest.set(event.stream, event);
    }
    yield [...newest.values()].flatMap((fact) => rowsOf(fact, serials.get(fact.stream))).toSorted();
  }
}

interface Told {
  readonly host: string;
  readonly container?: ContainerSnapshot;
  readonly image?: ImageSnapshot;
  readonly network?: NetworkSnapshot;
  readonly volume?: { readonly name: string; readonly driver: string };
}

function rowsOf(fact: RecordedEvent, entity: number | undefined): readonly string[] {
  const { host, container, image, network, volume } = fact.data as Told;
  const of = { entity, host };
  if (container) return rowsOfContainer(container, of);
  if (image) {
    const { id, parent = null, detail, size } = image;
    const tags = image.tags.map((name) => rowOf('tag', { host, name, image: id }));
    return [rowOf('image', { ...of, image: id, parent, detail, size }), ...tags];
  }
  if (network) return [rowOf('network', { ...of, name: network.name, driver: network.driver })];
  if (volume) return [rowOf('volume', { ...of, name: volume.name, driver: volume.driver })];
  return [];
}

function rowsOfContainer(container: ContainerSnapshot, of: object): readonly string[] {
  const { name, image, state, networkMode, endpoints, mounts } = container;
  const published = isUp(container);
  const ports = published ? container.ports : container.portBindings.filter(({ host }) => host > 0);
  const volumes = new Set(mounts.map((mount) => mount.name));
  return [
    rowOf('container', { ...of, name, image, state, network_mode: networkMode }),
    ...endpoints.map(({ network, name: network_name, ipv4 = null, ipv6 = null, mac = null }) =>
      rowOf('endpoint', { ...of, network, network_name, ipv4, ipv6: ipv6 && 'fd00::2', mac }),
    ),
    ...ports.map(({ protocol, ip, host: port, container: container_port }) =>
      rowOf('port', { ...of, protocol, ip, port, container_port, published }),
    ),
    ...[...volumes].map((volume) => rowOf('mount', { ...of, volume })),
  ];
}

/** A row as a text that is equal for equal rows. */
function rowOf(table: string, row: Readonly<Record<string, unknown>>): string {
  return JSON.stringify([table, Object.entries(row).toSorted(([one], [other]) => (one < other ? -1 : 1))]);
}

/** An append moves a name in two facts: in between the name may be nobody's, or the naive fold knows it twice. */
const tagless = (rows: readonly string[]) => rows.filter((row) => !row.startsWith('["tag"'));

describe('the read models', () => {
  it('tell at every position what the newest facts told then, whatever the lives and however the log comes', async () => {
    const pages = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(factLives, pages, async (lives, sizes) => {
        await truncated();
        const log = await logOf(lives);
        await feed(log, sizes);
        const rows = await versions();
        const ends = new Set(endsOf(lives));

        for (const [index, truth] of [...naiveFold(log)].entries()) {
          const position = index + 1;
          const told = rows
            .filter(({ from, until }) => from <= position && (until === null || position < until))
            .map(({ table, row }) => rowOf(table, row))
            .toSorted();
          if (ends.has(position)) expect(told).toEqual(truth);
          else expect(tagless(told)).toEqual(tagless(truth));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('are the same rows, whatever the pages', async () => {
    await fc.assert(
      fc.asyncProperty(factLives, fc.integer({ min: 1, max: 20 }), async (lives, size) => {
        const log = await logOf(lives);
        await truncated();
        await feed(log, [log.length]);
        const atOnce = await everything();
        await truncated();
        await feed(log, [size, 1]);
        expect(await everything()).toEqual(atOnce);
      }),
      { numRuns: 40 },
    );
  });

  it('have one row for a place, a port, a mount or a tag for as long as it is the same', async () => {
    await fc.assert(
      fc.asyncProperty(factLives, async (lives) => {
        await truncated();
        await feed(await logOf(lives), [7]);
        const rows = (await versions()).filter(({ table }) => ['endpoint', 'mount', 'port', 'tag'].includes(table));
        const begins = new Set(rows.map(({ table, row, from }) => `${from} ${rowOf(table, row)}`));
        expect(rows.filter(({ table, row, until }) => begins.has(`${until} ${rowOf(table, row)}`))).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  it('have every fact with its cause', async () => {
    const [first, second] = [imageOf('first'), imageOf('second')];
    const job = '01990000-0000-7000-8000-000000000001';
    const log = await logOf([
      [factOfImage('ImageCreated', first, { host: 'a' })],
      [factOfImage('ImageCreated', second, { host: 'a', cause: { by: 'job', job, name: 'build' } })],
      [removalOf('image', first, { host: 'a', cause: { by: 'host', why: 'it was restarted' } })],
      [factOfImage('ImageCreated', first, { host: 'a', cause: { by: 'job', job: 'no id', name: 'build' } })],
    ]);
    await feed(log, [1]);

    const image = { kind: 'image', host: 'a' };
    expect(await prisma.$queryRaw`select * from facts order by position`).toEqual([
      { ...image, position: 1n, entity: 1n, type: 'ImageCreated', cause: 'drift', job: null },
      { ...image, position: 2n, entity: 2n, type: 'ImageCreated', cause: 'job', job },
      { ...image, position: 3n, entity: 1n, type: 'ImageRemoved', cause: 'host', job: null },
      { ...image, position: 4n, entity: 1n, type: 'ImageCreated', cause: 'job', job: null },
    ]);
    expect(await prisma.$queryRaw`select * from entities order by entity`).toEqual([
      { ...image, entity: 1n, id: first.id },
      { ...image, entity: 2n, id: second.id },
    ]);
  });

  it('have each content once, and the layers of images', async () => {
    const { digest, append } = contentOfImage(detailOf(['base', 'top']));
    await feed(await logOf([[append], [contentOfImage(detailOf(['base', 'top'])).append]]), [1]);

    expect(await prisma.$queryRaw`select * from contents`).toEqual([{ digest, position: 1n }]);
    expect(await prisma.$queryRaw`select * from layers order by index`).toMatchObject([
      { detail: digest, index: 0, size: 1_000n, instruction: 'RUN base' },
      { detail: digest, index: 1, size: 1_000n, instruction: 'RUN top' },
    ]);
  });
});

/** The last position of each append. */
function endsOf(lives: readonly (readonly StreamAppend[])[]): readonly number[] {
  let position = 0;
  return lives.map((appends) => (position += appends.reduce((sum, { events }) => sum + events.length, 0)));
}

async function everything(): Promise<unknown> {
  const [rows, others] = await Promise.all([
    versions(),
    prisma.$queryRaw`
      select (select jsonb_agg(f order by position) from facts f) as facts,
             (select jsonb_agg(e order by entity) from entities e) as entities,
             (select jsonb_agg(c order by digest) from contents c) as contents,
             (select jsonb_agg(l order by detail, index) from layers l) as layers`,
  ]);
  return [rows.map((row) => JSON.stringify(row)).toSorted(), others];
}
