import { type ContainerObservation, type Endpoint, familiarReference, isUp, readLabels } from '#domain';
import type { HostEvent } from '#engine';
import { type Ground, lookAt, type Occasion } from './look.js';
import type { Sighting } from './sighting.js';

interface Eyes extends Ground {
  /** Containers that were out of memory, of whose end nobody has been told yet. */
  readonly outOfMemory: Set<string>;
  /** Where containers have been connected that are starting now. */
  readonly places: Map<string, readonly Promise<Endpoint | undefined>[]>;
  /** Whether containers run, by what the newest event about them said: memory comes behind. */
  readonly running: Map<string, boolean>;
}

type See = (event: HostEvent, occasion: Occasion, eyes: Eyes) => readonly Sighting[] | Promise<readonly Sighting[]>;

/** INT, QUIT, ABRT, KILL, TERM: others are mostly sent to say something else. */
const endingSignals: ReadonlySet<string> = new Set(['2', '3', '6', '9', '15']);

/** Disconnections that belong to a container's end come so soon after it. */
const endMs = 3_000;

const inspect: See = ({ kind, id }, occasion, eyes) => lookAt({ kind, id }, occasion, eyes);

/** It need not be asked for in the log. */
const created: See = (event, occasion, eyes) => inspect(event, { ...occasion, isNew: true }, eyes);

const gone: See = ({ kind, id }, occasion) =>
  kind === 'container' ? [told(id, occasion, { type: 'removed', at: occasion.at })] : [{ ...occasion, kind, id }];

/**
 * What is seen by an event. Where it tells all that has changed it is believed, since the engine answers nobody about a container
 * that it is just starting or ending; otherwise one looks.
 */
const sights: Readonly<Record<HostEvent['kind'], Readonly<Record<string, See>>>> = {
  container: {
    commit: ({ attributes }, occasion, eyes) =>
      attributes['imageID'] === undefined ? [] : lookAt({ kind: 'image', id: attributes['imageID'] }, occasion, eyes),
    create: (event, occasion, eyes) => createdContainer(event, { ...occasion, isNew: true }, eyes),
    destroy: gone,
    die: died,
    health_status: ({ id, attributes }, occasion) => [
      told(id, occasion, { type: 'health', at: occasion.at, health: attributes['health'] ?? '' }),
    ],
    kill: ({ id, attributes }, occasion) =>
      endingSignals.has(attributes['signal'] ?? '') ? [{ ...occasion, kind: 'signal', id }] : [],
    oom({ id }, _, { outOfMemory }) {
      outOfMemory.add(id);
      return [];
    },
    pause: ({ id }, occasion) => [told(id, occasion, { type: 'paused', at: occasion.at })],
    rename: ({ id, attributes }, occasion) => [
      told(id, occasion, { type: 'renamed', at: occasion.at, name: attributes['name'] ?? '' }),
    ],
    start: started,
    unpause: ({ id }, occasion) => [told(id, occasion, { type: 'unpaused', at: occasion.at })],
    update: inspect,
  },
  image: {
    delete: inspect,
    import: inspect,
    load: inspect,
    pull: inspect,
    push: inspect,
    tag: inspect,
    untag: inspect,
  },
  network: { connect: connected, create: created, destroy: gone, disconnect: disconnected },
  volume: { create: created, destroy: gone },
};

/** What is seen by an event; nothing by those that change no thing. */
export async function sightingsOf(event: HostEvent, occasion: Occasion, eyes: Eyes): Promise<readonly Sighting[]> {
  if (event.kind === 'container' && event.action === 'start') eyes.running.set(event.id, true);
  if (event.kind === 'container' && event.action === 'die') eyes.running.set(event.id, false);
  if (event.kind === 'container' && event.action === 'destroy') eyes.running.delete(event.id);
  return (await sights[event.kind][event.action]?.(event, occasion, eyes)) ?? [];
}

function told(
  id: string,
  occasion: Occasion,
  observation: Exclude<ContainerObservation, { type: 'inspected' }>,
): Sighting {
  return { ...occasion, kind: 'container', id, observation };
}

/** What is not known of a container that nobody has looked at. */
const unseen = {
  state: 'created',
  exitCode: 0,
  oomKilled: false,
  restart: 'no',
  networkMode: '',
  endpoints: [],
  ports: [],
  portBindings: [],
  mounts: [],
};

/** A container that has gone by the time one looks was there all the same: its event tells what is known of it. */
async function createdContainer(
  { id, attributes }: HostEvent,
  occasion: Occasion,
  { watch, memory }: Eyes,
): Promise<readonly Sighting[]> {
  const inspected = await watch.inspectContainer(id);
  if (inspected) return [{ ...occasion, kind: 'container', id, inspected }];
  const { name = '', image: imageName = '' } = attributes;
  const image = imageName.startsWith('sha256:') ? imageName : (memory.holderOf(familiarReference(imageName)) ?? '');
  const container = {
    ...unseen,
    id,
    name,
    image,
    imageName,
    createdAt: occasion.at,
    ...readLabels(attributes).own,
  };
  return [{ ...occasion, kind: 'container', id, inspected: { container } }];
}

/** One that has ended by the time one looks has left its network; where it was then is known from its connection. */
async function started({ id }: HostEvent, occasion: Occasion, { watch, places }: Eyes): Promise<readonly Sighting[]> {
  const connected = places.get(id) ?? [];
  places.delete(id);
  const inspected = await watch.inspectContainer(id);
  if (!inspected) return [];
  if (isUp(inspected.container)) return [{ ...occasion, kind: 'container', id, inspected }];
  const known = (await Promise.all(connected)).flatMap((place) => place ?? []);
  return [{ ...occasion, kind: 'container', id, inspected: { ...inspected, places: known } }];
}

/** The exit status stands in the event, unless a label of that name is in its place. */
function died({ kind, id, attributes }: HostEvent, occasion: Occasion, eyes: Eyes): ReturnType<See> {
  const oomKilled = eyes.outOfMemory.delete(id);
  const { exitCode = '' } = attributes;
  if (!/^\d{1,3}$/.test(exitCode)) return lookAt({ kind, id }, occasion, eyes);
  return [told(id, occasion, { type: 'died', at: occasion.at, exitCode: Number(exitCode), oomKilled })];
}

/** A container that starts is connected before, and its start tells the rest. */
function connected(
  event: HostEvent,
  occasion: Occasion,
  eyes: Eyes,
): readonly Sighting[] | Promise<readonly Sighting[]> {
  const { container: id = '' } = event.attributes;
  if (isRunning(id, eyes)) return lookAt({ kind: 'container', id }, occasion, eyes);
  const place = eyes.watch.placeOn(event.id, id).catch(() => undefined);
  eyes.places.set(id, [...(eyes.places.get(id) ?? []), place]);
  return [];
}

function isRunning(id: string, { running, memory }: Eyes): boolean {
  const container = memory.peek('container', id);
  return running.get(id) ?? (container !== undefined && isUp(container));
}

/** A container that ends is disconnected after, of which its end has told. */
function disconnected(
  event: HostEvent,
  occasion: Occasion,
  eyes: Eyes,
): readonly Sighting[] | Promise<readonly Sighting[]> {
  const { container: id = '' } = event.attributes;
  eyes.places.delete(id);
  const container = eyes.memory.peek('container', id);
  if (!container) return [];
  const sinceEnd = Date.parse(event.at) - Date.parse(container.finishedAt ?? container.createdAt);
  return isRunning(id, eyes) || sinceEnd > endMs ? lookAt({ kind: 'container', id }, occasion, eyes) : [];
}
