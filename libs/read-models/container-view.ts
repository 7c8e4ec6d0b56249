import type { ContainerSnapshot, Endpoint } from '#domain';
import { type FactView, viewFact } from './fact-view.js';
import type { RecordedFact } from './history/told-after.js';

/** A container at a moment, as its newest fact by then tells it. What is not known is null. */
export function viewContainer(fact: RecordedFact) {
  const { detail: _, ...container } = containerIn(fact);
  return {
    host: fact.data.host,
    ...container,
    error: container.error ?? null,
    startedAt: container.startedAt ?? null,
    finishedAt: container.finishedAt ?? null,
    health: container.health ?? null,
    job: container.job ?? null,
    endpoints: container.endpoints.map(({ network, name, ...place }) => ({ network, name, ...viewPlace(place) })),
    mounts: container.mounts.map((mount) => ({ ...mount, name: mount.name ?? null })),
    /** The fact that made it so. */
    since: viewFact(fact) satisfies FactView,
  };
}

export type ContainerView = ReturnType<typeof viewContainer>;

/** What others are told of a container. */
export interface ContainerRef {
  readonly id: string;
  readonly name: string;
  /** As Docker says it, or `removed`. */
  readonly state: string;
}

export function containerRef({ id, name, state }: ContainerSnapshot): ContainerRef {
  return { id, name, state };
}

/** The container that the fact tells of. */
export function containerIn({ type, data }: RecordedFact): ContainerSnapshot {
  if ('container' in data) return data.container;
  throw new Error(`${type} tells of no container`);
}

/** Where a container is on a network. What is not known is null. */
export interface PlaceView {
  readonly ipv4: string | null;
  readonly prefix: number | null;
  readonly ipv6: string | null;
  readonly gateway: string | null;
  readonly mac: string | null;
  readonly aliases: readonly string[];
}

export function viewPlace(place: Omit<Endpoint, 'network' | 'name'>): PlaceView {
  const { ipv4 = null, prefix = null, ipv6 = null, gateway = null, mac = null, aliases } = place;
  return { ipv4, prefix, ipv6, gateway, mac, aliases };
}
