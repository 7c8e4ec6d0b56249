import { eventCatalog } from '#domain';
import { PostgresProjector, raiseEvents } from '#event-store';
import type { Database } from '#prisma';
import { openHostReads, openImageReads, positionAt, readModels } from '#read-models';
import type { LogDatabase } from '../log-database.js';
import { type Figure, median } from '../table.js';
import { Random } from './random.js';

const readsOfEach = 200;
/** By then there are as many things on the hosts as there are later. */
const settled = 6_000;

/** A tag that was there at a position. */
interface Place {
  readonly position: number;
  readonly tag: string;
}

type Read = (place: Place) => Promise<unknown>;

/** Reads of moments anywhere in a long history against the same in a short one, on hosts with as many things: the ratio of the medians. */
export async function asOf(short: LogDatabase, long: LogDatabase): Promise<readonly Figure[]> {
  const [shortReads, longReads] = [readsOf(short.database), readsOf(long.database)];
  const [shortPlaces, longPlaces] = [await placesIn(short), await placesIn(long)];
  const figures: Figure[] = [];
  for (const name of ['containers', 'image', 'graph'] as const) {
    const [few, many]: [number[], number[]] = [[], []];
    for (let n = 0; n < readsOfEach; n++) {
      few.push(await millisecondsOf(shortReads[name], shortPlaces[n]));
      many.push(await millisecondsOf(longReads[name], longPlaces[n]));
    }
    const details = { 'short ms': median(few), 'long ms': median(many) };
    const value = median(many) / median(few);
    figures.push({ name: `as of: ${name}`, value, unit: '×', target: { atMost: 1.5 }, details });
  }
  return figures;
}

/** Reads as the API does them: it finds the moment, and brings the read models up to it. */
function readsOf(database: Database): Readonly<Record<'containers' | 'image' | 'graph', Read>> {
  const raise = (events: Parameters<typeof raiseEvents>[0]) => raiseEvents(events, eventCatalog);
  const [hosts, images] = [openHostReads(database, raise), openImageReads(database, raise)];
  const projector = new PostgresProjector({ database, catalog: eventCatalog });
  const host = 'local';
  const asOfMoment =
    (read: Read): Read =>
    async (place) => {
      const position = await positionAt(database, `${place.position}`);
      await projector.catchUp(readModels);
      return read({ ...place, position });
    };
  return {
    containers: asOfMoment(({ position }) => hosts.containers.list({ host }, { position, limit: 100 })),
    image: asOfMoment(({ position, tag }) => images.images.one({ ref: tag, host, position })),
    graph: asOfMoment(({ position, tag }) =>
      images.graph.graph({ node: tag, host, position, containers: true, direction: 'both' }),
    ),
  };
}

/** Positions all over the history, each with a tag of then. */
async function placesIn({ pool }: LogDatabase): Promise<readonly Place[]> {
  const { rows: ends } = await pool.query<{ position: string }>('select max(position) as position from events');
  const random = new Random(3);
  const places: Place[] = [];
  while (places.length < readsOfEach) {
    const position = settled + random.nat(Number(ends[0]?.position) - settled);
    const { rows } = await pool.query<{ name: string }>(
      `select name from read_models.tag_versions where host = 'local' and valid @> $1::bigint order by name`,
      [position],
    );
    if (rows.length > 0) places.push({ position, tag: random.of(rows).name });
  }
  return places;
}

async function millisecondsOf(read: Read, place: Place | undefined): Promise<number> {
  if (place === undefined) throw new Error('there are too few places');
  const start = performance.now();
  await read(place);
  return performance.now() - start;
}
