import { type ContainerSnapshot, entityOfStream, type EntityKind, isUp } from '#domain';
import type { StreamAppend } from '#event-sourcing';
import type { OpenReads } from './open-reads.js';

type Snapshot = Readonly<Record<string, unknown>>;

/** What was there at a moment, by stream, as its newest fact tells it. */
export type World = ReadonlyMap<string, Snapshot>;

let runs = 0;

/** Records lives on two hosts of their own, and tells what was there after each append. */
export async function liveOn(reads: OpenReads, lives: readonly (readonly StreamAppend[])[]) {
  runs += 1;
  const own = onHosts(lives, `${runs}`);
  const positions = await reads.tell(...own);
  const moments = worldsOf(own).map((world, n) => ({ position: positions[n] ?? 0, world }));
  return { moments, hosts: [`local${runs}`, `elsewhere${runs}`] as const };
}

/** The same lives on hosts of other names, so that many can be in one log. */
function onHosts(lives: readonly (readonly StreamAppend[])[], suffix: string): readonly (readonly StreamAppend[])[] {
  return lives.map((appends) =>
    appends.map(({ stream, events }) => ({
      stream: stream.replace('/', `${suffix}/`),
      events: events.map((event) => ({ ...event, data: moved(event.data as Snapshot, suffix) })),
    })),
  );
}

function moved(data: Snapshot, suffix: string): Snapshot {
  return 'host' in data ? { ...data, host: `${String(data['host'])}${suffix}` } : data;
}

/** What was there after each append. */
function worldsOf(lives: readonly (readonly StreamAppend[])[]): readonly World[] {
  const world = new Map<string, Snapshot>();
  return lives.map((appends) => {
    for (const { stream, events } of appends) for (const { data } of events) takeIn(world, stream, data as Snapshot);
    return new Map(world);
  });
}

function takeIn(world: Map<string, Snapshot>, stream: string, data: Snapshot): void {
  if (stream.startsWith('content-')) return;
  const { kind } = entityOfStream(stream);
  if (kind in data) world.set(stream, data[kind] as Snapshot);
  else world.delete(stream);
}

/** The things of a kind on a host. */
export function thingsIn<Of extends object = Snapshot>(world: World, kind: EntityKind, host: string): readonly Of[] {
  return [...world]
    .filter(([stream]) => {
      const entity = entityOfStream(stream);
      return entity.kind === kind && entity.host === host;
    })
    .map(([, snapshot]) => snapshot as Of);
}

/** The ports that the containers of a host have, or will have when they run. */
export function portsIn(world: World, host: string) {
  return thingsIn<ContainerSnapshot>(world, 'container', host).flatMap((container) => {
    const published = isUp(container);
    const ports = published ? container.ports : container.portBindings.filter((port) => port.host > 0);
    return ports.map(({ ip, protocol, host: port, container: containerPort }) => {
      const { id, name, state } = container;
      return { host, ip, port, protocol, containerPort, published, container: { id, name, state } };
    });
  });
}

/** In an order that does not depend on how they came. */
export function sorted<Item>(items: readonly Item[]): readonly Item[] {
  return items.toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
}
